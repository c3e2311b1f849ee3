"""`CustomerHealthMetrics/{companyId}/history/{date}`: a customer's figures by daily run."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from customer_health.domain.customers.snapshot import Snapshot
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.employees import Baseline
from customer_health.domain.metrics.levels import CompanyLevel, Level
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
    Result,
)
from customer_health.stores.customers import metrics_node
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.decoding import Raw
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

Json = Any
STORED = msgspec.json.Decoder(dict[str, Json] | None)
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Change(msgspec.Struct, rename={"count": "from", "day": "baselineDate"}):
    count: int
    day: date
    percent: int | float | None = None


class Node(
    msgspec.Struct,
    rename={
        "employees": EMPLOYEES,
        "login": LOGIN,
        "open": OPEN_SHIFTS,
        "outside": OUTSIDE_AVAILABILITY,
        "clock_ins": CONFLICTING_CLOCK_INS,
        "level": "alertLevel",
        "change": "employeeChange30d",
        "at": "lastUpdated",
    },
):
    employees: int | None = None
    login: Time | None = None
    open: Result = "None"
    outside: Result = "None"
    clock_ins: Result = "None"
    level: CompanyLevel | None = None
    levels: dict[str, Level] = {}
    averages: dict[str, int | float] = {}
    change: Change | None = None
    at: Time | None = None
    version: int = 1
    inputs: str | None = None
    code: str | None = None


def between(database: Database, company_id: str, first: date, last: date) -> dict[date, Snapshot]:
    """Return a customer's snapshots between two dates, both included, the oldest first. One that
    can't be read is logged and left out."""
    path = metrics_node.history_root(company_id)
    nodes = database.between(path, first.isoformat(), last.isoformat())
    return {day: found for day, _, found in readable(company_id, nodes)}


def readable(
    company_id: str, nodes: Mapping[str, Json]
) -> Iterator[tuple[date, dict[str, Json], Snapshot]]:
    """Yield the date, the stored snapshot and the read one, the oldest first. One that can't be
    read is logged and left out."""
    for key, node in sorted(nodes.items()):
        try:
            day = date.fromisoformat(key)
            found = read(day, node)
        except UNREADABLE as error:
            log_unreadable(f"{metrics_node.history_root(company_id)}/{key}", error)
        else:
            yield day, node, found


def on(database: Database, company_id: str, day: date) -> Snapshot | None:
    """Return the snapshot of a date, None if there is none that can be read."""
    return between(database, company_id, day, day).get(day)


def days(database: Database, company_id: str) -> list[date]:
    """Return the dates of which there is a snapshot, the oldest first."""
    keys = database.get(metrics_node.history_root(company_id), shallow=True) or ()
    found = []
    for key in keys:
        with suppress(ValueError):  # a key that isn't ours
            found.append(date.fromisoformat(key))
    return sorted(found)


def read(day: date, stored: Json) -> Snapshot:
    """Read the snapshot of a date. Raises one of UNREADABLE if it is malformed."""
    node = msgspec.convert(stored, Node)
    results = (node.open, node.outside, node.clock_ins)
    return Snapshot(
        at=node.at or clock_of(day),
        employees=node.employees,
        baseline=Baseline(node.change.day, node.change.count) if node.change else None,
        login=node.login,
        results=dict(zip(PERCENTAGES, results, strict=True)),
        averages=node.averages,
        levels=node.levels,
        level=node.level,
        version=node.version,
        inputs=node.inputs,
        code=node.code,
    )


def decode(raw: Raw) -> dict[str, Json] | None:
    """Decode a stored snapshot, None if there is none. Raises one of MALFORMED."""
    stored: dict[str, Json] | None = STORED.decode(raw)
    return stored
