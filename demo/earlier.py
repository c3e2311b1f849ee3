"""What earlier views and runs have left in the database: revenues, and use noted once a week."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from demo.accounts import Account
from demo.dates import Calendar
from demo.people import Record

USE_THEN = {"well": 0.95, "worried": 1.1, "angry": 1.8}
"""Of today's; since the last of the noted days, it is today's."""

NOTED = range(9, 70, 7)
"""Days ago."""


def earlier_views(accounts: Iterable[Account], usage: Record, today: date) -> Record:
    """A multi-path update."""
    year_ago = datetime.fromtimestamp(Calendar(today).clock, UTC) - timedelta(days=365)
    updates: Record = {}
    for account in accounts:
        company_id = account.company.id
        paid = (one for one in account.invoices if one.paid_at and one.paid_at > year_ago)
        updates[f"Revenues/CAD/{company_id}"] = sum(one.cents for one in paid)
        features = usage.get(company_id, {}).get("features", {}).values()
        total = sum(feature["count30d"] for feature in features)
        for ago in NOTED if total else ():
            share = 1 if ago == NOTED[0] else USE_THEN[account.mood]
            updates[f"UsageHistory/{company_id}/{today - timedelta(days=ago)}"] = round(
                total * share
            )
    return updates
