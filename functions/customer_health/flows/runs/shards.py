"""The shards of a run: how its companies are cut up, and handed to tasks.

A task may come twice: its id is deterministic, and so is what is in it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

SHARD_SIZE = 50

log = logging.getLogger(__name__)
Enqueue = Callable[[dict[str, Any], str], None]


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run, as it travels in a task. `clock` is the scheduled time, ISO-8601. A day
    that is made up for beside a newer run leaves all but its history to that one. One that comes
    `again` is for those companies that have failed in it by then."""

    run_date: str
    request: str
    clock: str
    number: int
    companies: list[str]
    history_only: bool = False
    again: bool = False

    @property
    def task_id(self) -> str:
        return f"{self.run_date}-{self.request}-{self.number:04}"


def split(run_date: date, request: str, clock: datetime, company_ids: Sequence[str]) -> list[Shard]:
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
            shard = Shard(
                run_date.isoformat(),
                run["request"],
                run["clock"],
                int(name.removeprefix("n")),
                company_ids,
                history_only="madeUpBy" in run,
            )
            enqueue(asdict(shard), f"{shard.task_id}{suffix}")


def enqueue_again(
    enqueue: Enqueue, run_date: date, run: Mapping[str, Any], numbers: Iterable[int]
) -> None:
    """Queue shards once more that have reported, for what has failed in them and for the plan."""
    for number in sorted(numbers):
        shard = Shard(run_date.isoformat(), run["request"], run["clock"], number, [], again=True)
        enqueue(asdict(shard), f"{shard.task_id}-failed")
