"""`Restatements/{companyId}/{date}/n{version}`: the earlier versions of a day's figures.

When a later run of the same date finds other figures, the snapshot in `history/{date}` is replaced,
and what was there is kept here: its fields, and `replacedAt` by the database's clock. The snapshot
counts its `version`, absent for the first. The number is also the key, so a task that is delivered
twice keeps the same version again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_health.domain.customers.snapshot import Restatement
from customer_health.domain.instants import parse_instant
from customer_health.stores.customers import metrics_node, snapshots
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

Json = Any

ROOT = "Restatements"
NO_FIGURES = frozenset({"lastUpdated", "version"})
"""Keys of a snapshot that are no figure: a difference there makes no new version."""


def path(company_id: str, day: date) -> str:
    return f"{ROOT}/{company_id}/{day.isoformat()}"


def next_version(stored: Mapping[str, Json] | None, new: Mapping[str, Json]) -> int:
    """Return the version that a new snapshot has beside the stored one of its date."""
    if stored is None:
        return 1
    return snapshots.version_of(stored) + (figures(stored) != figures(new))


def figures(node: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in node.items() if key not in NO_FIGURES}


def save(
    company_id: str, day: date, stored: Mapping[str, Json] | None, new: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the update that writes a day's snapshot, and keeps the stored one if it differs."""
    version = next_version(stored, new)
    numbered = {**new, "version": version} if version > 1 else dict(new)
    updates: dict[str, Json] = {metrics_node.history_path(company_id, day): numbered}
    if stored is not None and version > (before := snapshots.version_of(stored)):
        kept = {**stored, "replacedAt": SERVER_TIME}
        updates[f"{path(company_id, day)}/n{before}"] = kept
    return updates


def read(database: Database, company_id: str, day: date, version: int) -> list[Restatement]:
    """Return the versions before `version`, the oldest first. One that can't be read is logged and
    left out."""
    found = []
    for number in range(1, version):
        at = f"{path(company_id, day)}/n{number}"
        try:
            node = database.get(at)
            found.append(Restatement(snapshots.read(day, node), parse_instant(node["replacedAt"])))
        except UNREADABLE as error:
            log_unreadable(at, error)
    return found
