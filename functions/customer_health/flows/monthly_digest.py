"""Send the success metrics of a month to Slack when it is over."""

from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import TORONTO
from customer_health.flows.success import month_before, success_of
from customer_health.stores.alerts import outbox
from customer_health.stores.rtdb.client import Database

SENT_WITHIN = 3
"""Days of the new month: a check that was missed on the first is made up for on the next days."""


def queue_digest(database: Database, now: datetime) -> bool:
    """Queue the message about the month before, once, and unless nothing of it is known. Returns
    whether it was queued."""
    today = now.astimezone(TORONTO).date()
    if today.day > SENT_WITHIN:
        return False
    first = today.replace(day=1)
    key = f"{first}:success:alerts"
    if database.get(outbox.path(key)) is not None:
        return False
    facts = facts_of(database, month_before(first), now)
    if all("value" not in one for one in facts["measures"]):
        return False
    database.patch(outbox.entry(key, "alerts", "success", facts, now).values)
    return True


def facts_of(database: Database, first: date, now: datetime) -> dict[str, Any]:
    found = success_of(database, first, now)
    before = success_of(database, month_before(first), now)
    measures = [
        {"name": one.name, "value": one.value, "before": then.value, "of": one.of,
         "met": one.is_met}
        for one, then in zip(found.measures, before.measures, strict=True)
    ]  # fmt: skip
    return {
        "month": f"{first:%Y-%m}",
        "measures": [{k: v for k, v in one.items() if v is not None} for one in measures],
        "unexplained": sum(one.departure.reason is None for one in found.leavers),
    }
