"""`Restatements/{companyId}/{date}/n{version}`: the earlier versions of a day's figures.

When a later run of the same date finds other figures, the snapshot in `history/{date}` is replaced,
and what was there is kept here: its fields, those of its origin, which counts the versions, and
`replacedAt` by the database's clock. The number is the key, so a task that is delivered twice keeps
the same version again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_health.domain.customers.snapshot import Version
from customer_health.domain.instants import parse_instant
from customer_health.stores.customers import metrics_node, origins, snapshots
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

Json = Any

ROOT = "Restatements"
NO_FIGURES = frozenset({"lastUpdated"})
"""Keys of a snapshot that are no figure: a difference there makes no new version."""


def path(company_id: str, day: date) -> str:
    return f"{ROOT}/{company_id}/{day.isoformat()}"


def save(
    company_id: str,
    day: date,
    stored: Mapping[str, Json] | None,
    stored_origin: Mapping[str, Json],
    new: Mapping[str, Json],
    origin: Mapping[str, str],
) -> dict[str, Json]:
    """Return the update that writes a day's snapshot and its origin, and keeps the stored ones if
    the figures differ."""
    before = origins.version_of(stored_origin)
    replaced = are_replaced(stored, new)
    updates: dict[str, Json] = {
        metrics_node.history_path(company_id, day): dict(new),
        **origins.save(company_id, day, origin, before + replaced),
    }
    if replaced:
        kept = {**(stored or {}), **stored_origin, "replacedAt": SERVER_TIME}
        updates[f"{path(company_id, day)}/n{before}"] = kept
    return updates


def are_replaced(stored: Mapping[str, Json] | None, new: Mapping[str, Json]) -> bool:
    """Return whether a new snapshot has other figures than the stored one of its date."""
    return stored is not None and figures(stored) != figures(new)


def figures(node: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in node.items() if key not in NO_FIGURES}


def versions(database: Database, company_id: str, day: date) -> list[Version]:
    """Return every version of a day's figures, the oldest first; none if there was no run. One that
    can't be read is logged and left out."""
    found = snapshots.on(database, company_id, day)
    if found is None:
        return []
    newest = origins.with_origin(database, company_id, day, found)
    earlier = (read(database, company_id, day, number) for number in range(1, newest.version))
    return [*filter(None, earlier), Version(newest)]


def read(database: Database, company_id: str, day: date, number: int) -> Version | None:
    at = f"{path(company_id, day)}/n{number}"
    try:
        node = database.get(at)
        return Version(snapshots.read(day, node), parse_instant(node["replacedAt"]))
    except UNREADABLE as error:
        log_unreadable(at, error)
        return None
