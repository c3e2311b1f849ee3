"""`SnapshotOrigins/{companyId}/{date}`: what a day's snapshot was computed from.

`inputs` is a hash of the records, `code` the version of the code, and `version` counts how often a
later run of the same date found other figures, absent for the first. It is beside the history,
whose keys are those of the newest figures.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from customer_health.domain.customers.snapshot import Snapshot
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.decoding import MALFORMED
from customer_health.stores.rtdb.unreadable import log_unreadable

Json = Any

ROOT = "SnapshotOrigins"


class Origin(msgspec.Struct):
    version: int = 1
    inputs: str | None = None
    code: str | None = None


def path(company_id: str, day: date) -> str:
    return f"{ROOT}/{company_id}/{day.isoformat()}"


def save(company_id: str, day: date, origin: Mapping[str, str], version: int) -> dict[str, Json]:
    numbered = {**origin, "version": version} if version > 1 else dict(origin)
    return {path(company_id, day): numbered}


def version_of(stored: Mapping[str, Json]) -> int:
    """Return the version of a stored origin: 1 for the first, and for one without a number."""
    version = stored.get("version", 1)
    return version if isinstance(version, int) else 1


def read(database: Database, company_id: str, day: date) -> Origin:
    """Return the origin of the newest snapshot of a date, as far as it is known. One that can't be
    read is logged."""
    at = path(company_id, day)
    try:
        return msgspec.convert(database.get(at) or {}, Origin)
    except MALFORMED as error:
        log_unreadable(at, error)
        return Origin()


def with_origin(database: Database, company_id: str, day: date, snapshot: Snapshot) -> Snapshot:
    """Return the newest snapshot of a date with its origin, as far as that is known."""
    found = read(database, company_id, day)
    return replace(snapshot, version=found.version, inputs=found.inputs, code=found.code)
