"""Generate what earlier views and runs have written: revenues, and usage samples once a week."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from demo.app.dates import Calendar
from demo.app.people import Record
from demo.vendors.accounts import Account

USE_THEN = {"well": 0.95, "worried": 1.1, "angry": 1.8}
"""The usage at the time of the samples as a share of today's. The newest sample has today's."""

SAMPLED = range(9, 70, 7)
"""The samples, in days before today."""


def earlier_updates(accounts: Iterable[Account], usage: Record, today: date) -> Record:
    """Return the revenues and usage samples of accounts as a multi-path update."""
    year_ago = datetime.fromtimestamp(Calendar(today).clock, UTC) - timedelta(days=365)
    updates: Record = {}
    for account in accounts:
        company_id = account.company.id
        paid = (i for i in account.invoices if i.paid_at and i.paid_at > year_ago)
        updates[f"Revenues/CAD/{company_id}"] = sum(invoice.cents for invoice in paid)
        features = usage.get(company_id, {}).get("features", {}).values()
        total = sum(feature["count30d"] for feature in features)
        age = (today - account.since).days
        sampled = [ago for ago in SAMPLED if total and ago <= age]
        for ago in sampled:
            share = 1 if ago == SAMPLED[0] else USE_THEN[account.mood]
            updates[f"UsageHistory/{company_id}/{today - timedelta(days=ago)}"] = round(
                total * share
            )
    return updates
