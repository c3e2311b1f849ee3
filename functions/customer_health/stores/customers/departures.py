"""`Departures/{companyId}`: when a customer left, how it was then, and why; kept for ever."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from customer_health.domain.codec import as_json, from_json
from customer_health.domain.customers.departure import Departure, DepartureReason
from customer_health.domain.instants import iso
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

ROOT = "Departures"


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def save(company_id: str, row: Any, now: datetime) -> dict[str, Any]:
    """Return the update that keeps the departure of a customer whose row is being removed. Empty
    for a row that isn't a tracked customer's: a tombstone has its departure already.

    A customer that leaves again gets a new record in place of the old one.
    """
    if not rows.is_tracked(row):
        return {}
    score = row.get("score")
    departure = Departure(
        company_id,
        row.get("name") or company_id,
        now,
        row["level"],
        len(children(row.get("alerts"))),
        score.get("score") if isinstance(score, dict) else None,
    )
    return {path(company_id): as_json(departure)}


def read(database: Database, company_id: str) -> Departure | None:
    node = database.get(path(company_id))
    return from_json(Departure, node) if node else None


def between(database: Database, first: datetime, last: datetime) -> list[Departure]:
    """Return the departures between two instants, both included, the oldest first. One that can't
    be read is logged and left out."""
    found = readable(database.within(ROOT, "leftAt", iso(first), iso(last)))
    return sorted(found, key=lambda one: (one.left_at, one.company_id))


def count(database: Database, enough: int) -> int:
    """Count the customers that were lost, up to `enough`; no more are read."""
    counted = 0
    for page in database.pages(ROOT, enough):
        counted += sum(one.counts for one in readable(page))
        if counted >= enough:
            return enough
    return counted


def readable(nodes: Mapping[str, Any]) -> Iterator[Departure]:
    for company_id, node in nodes.items():
        try:
            yield from_json(Departure, node)
        except UNREADABLE as error:
            log_unreadable(path(company_id), error)


def give_reason(company_id: str, reason: DepartureReason) -> dict[str, Any]:
    return {f"{path(company_id)}/reason": as_json(reason)}
