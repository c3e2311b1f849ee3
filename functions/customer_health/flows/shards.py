"""The shards of a run: how its companies are cut up, and handed to tasks.

A task may come twice: its id is deterministic, and so is what is in it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.stores import runs
from customer_health.stores.database import Database

SHARD_SIZE = 50

log = logging.getLogger(__name__)
Enqueue = Callable[[dict[str, Any], str], None]


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run, as it travels in a task. `clock` is the scheduled time, ISO-8601. A day
    that is made up for beside a newer run leaves all but its history to that one."""

    run_date: str
    request: str
    clock: str
    number: int
    companies: list[str]
    history_only: bool = False

    @property
    def task_id(self) -> str:
        return f"{self.run_date}-{self.request}-{self.number:04}"


def plan(run_date: date, request: str, clock: datetime, company_ids: Sequence[str]) -> list[Shard]:
    """The same companies always make the same shards. An empty run has one, to close it."""
    starts = range(0, max(len(company_ids), 1), SHARD_SIZE)
    return [
        Shard(
            run_date.isoformat(),
            request,
            iso(clock),
            number,
            list(company_ids[start : start + SHARD_SIZE]),
        )
        for number, start in enumerate(starts)
    ]


def enqueue_run(
    database: Database,
    enqueue: Enqueue,
    shards: Sequence[Shard],
    now: datetime,
    made_up_by: date | None = None,
) -> None:
    database.patch(start_of(shards, now, made_up_by))
    for shard in shards:
        enqueue(asdict(shard), shard.task_id)
    log.info("run %s: %d shards queued", shards[0].run_date, len(shards))


def start_of(
    shards: Sequence[Shard], now: datetime, made_up_by: date | None = None
) -> dict[str, Any]:
    """The record of a run that begins with these shards."""
    first = shards[0]
    companies_by_shard = {shard.number: shard.companies for shard in shards}
    run_date, clock = date.fromisoformat(first.run_date), parse_instant(first.clock)
    return runs.start(run_date, first.request, clock, now, companies_by_shard, made_up_by)


def enqueue_missing(
    database: Database,
    enqueue: Enqueue,
    run_date: date,
    run: Mapping[str, Any],
    suffix: str = "",
) -> None:
    """Queue the shards that have not reported: under their own ids, which Cloud Tasks takes once,
    or with a suffix for new ones. Results are absolute, so a late twin is harmless."""
    for name, company_ids in (database.get(runs.plan_path(run_date)) or {}).items():
        if name not in run.get("shards", {}):
            number = int(name.removeprefix("n"))
            shard = Shard(run_date.isoformat(), run["request"], run["clock"], number, company_ids)
            enqueue(asdict(shard), f"{shard.task_id}{suffix}")
