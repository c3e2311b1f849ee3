"""Split the companies of a run into shards, and queue a task for each.

The queue may deliver a task twice. Its id and its content are deterministic, so that is harmless.
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
    """A part of a run, as the payload of a task. `clock` is the scheduled time in ISO-8601.

    With `history_only` it is for a missed day, and only the history is written: the newest figures
    are those of a newer run. With `again` it is for the companies that failed in the shard before.
    """

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
    """Return the shards of a run: the same ones for the same companies. A run without companies has
    one empty shard, which closes the run's record."""
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
    """Write the record of a run, and queue all of its shards."""
    # The record first: a task whose request is not in it does nothing.
    database.patch(start_of(shards, now, made_up_by))
    for shard in shards:
        enqueue(asdict(shard), shard.task_id)
    log.info("run %s: %d shards queued", shards[0].run_date, len(shards))


def start_of(
    shards: Sequence[Shard], now: datetime, made_up_by: date | None = None
) -> dict[str, Any]:
    """Return the record of a run that starts with these shards."""
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
    """Queue the shards that have not reported.

    Cloud Tasks accepts each id once: without a suffix, a shard that is queued already is not queued
    twice; with one, it is. Results are absolute values, so running a shard twice is harmless.
    """
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
    """Queue shards that have reported once more: for the companies that failed in them, and for the
    plan of notifications."""
    for number in sorted(numbers):
        shard = Shard(run_date.isoformat(), run["request"], run["clock"], number, [], again=True)
        enqueue(asdict(shard), f"{shard.task_id}-failed")
