"""`BatchRuns/{date}`: the record of a daily run.

request, clock, startedAt, companies, shardCount
madeUpBy              the date of the later run that queued this one, for a missed day
shards/n{n}           a shard's report: done, skipped, reads, bytesRead, finishedAt,
                      failed/{companyId}: reason, down: how many of them failed by an outage,
                      repaired/{companyId}: {was, is} of a wrong count of employees,
                      measured/{metric}: companies measured before and now, worse/{metric}: how many
                      of them got worse, health/{…}: the companies by level, how many had a health
                      score and the sum of those, of how many the login was known and recent
plannedBy, planned    the shard whose task plans the notifications; true once they are planned
finishedAt, done, skipped, failed, down, repaired, reads, bytesRead, worse, measured,
health                       the sums, once every shard has reported

`BatchPlans/{date}/n{shard}` holds the shards' companies until the run is complete.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

ROOT = "BatchRuns"
PLANS = "BatchPlans"
SUMS = ("done", "skipped", "down", "reads", "bytesRead")
LISTS = ("failed", "repaired")
COUNTS = ("worse", "measured", "health")


@dataclass(slots=True)
class ShardReport:
    """The outcome of a shard's companies."""

    done: int = 0
    skipped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    down: int = 0
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    worse: dict[str, int] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)
    health: dict[str, int] = field(default_factory=dict)
    reads: int = 0
    bytes_read: int = 0


def path(run_date: date) -> str:
    return f"{ROOT}/{run_date.isoformat()}"


def finished_path(run_date: date) -> str:
    return f"{path(run_date)}/finishedAt"


def is_complete(database: Database, run_date: date) -> bool:
    """Return whether all shards of a date's run have reported; false for a date without a run."""
    return bool(database.get(finished_path(run_date)))


def planner_path(run_date: date) -> str:
    """Where one shard claims the plan of notifications: two may see at once that all have
    reported."""
    return f"{path(run_date)}/plannedBy"


def planned_path(run_date: date) -> str:
    return f"{path(run_date)}/planned"


def shard_path(run_date: date, shard: int) -> str:
    # The letter: the database returns a node with dense integer keys as an array.
    return f"{path(run_date)}/shards/n{shard}"


def plan_path(run_date: date) -> str:
    return f"{PLANS}/{run_date.isoformat()}"


def start(
    run_date: date,
    request: str,
    clock: datetime,
    now: datetime,
    companies_by_shard: Mapping[int, Sequence[str]],
    made_up_by: date | None = None,
) -> dict[str, Any]:
    made_up = {"madeUpBy": made_up_by.isoformat()} if made_up_by else {}
    return {
        path(run_date): {
            "request": request,
            "clock": iso(clock),
            "startedAt": iso(now),
            "companies": sum(map(len, companies_by_shard.values())),
            "shardCount": len(companies_by_shard),
            **made_up,
        },
        plan_path(run_date): {f"n{n}": ids for n, ids in companies_by_shard.items()},
    }


def finish_shard(run_date: date, shard: int, report: ShardReport, now: datetime) -> dict[str, Any]:
    return {
        shard_path(run_date, shard): {
            "done": report.done,
            "skipped": report.skipped,
            "failed": report.failed,
            "down": report.down,
            "repaired": report.repaired,
            "worse": report.worse,
            "measured": report.measured,
            "health": report.health,
            "reads": report.reads,
            "bytesRead": report.bytes_read,
            "finishedAt": iso(now),
        }
    }


def finish(run_date: date, shards: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Write the sums of the shards' reports, and delete the plan of the shards."""
    at = path(run_date)
    reports = shards.values()
    listed = {name: [children(report.get(name)) for report in reports] for name in LISTS}
    return {
        **{f"{at}/{name}": sum(report.get(name, 0) for report in reports) for name in SUMS},
        **{f"{at}/{name}": sum(map(len, entries)) for name, entries in listed.items()},
        **{f"{at}/{name}": add_up(report.get(name, {}) for report in reports) for name in COUNTS},
        finished_path(run_date): iso(now),
        plan_path(run_date): None,
    }


def failures(run: Mapping[str, Any]) -> dict[str, str]:
    """Return the reason of each company that failed."""
    shards = (run.get("shards") or {}).values()
    return {company_id: why for shard in shards for company_id, why in failed_in(shard).items()}


def failing_shards(run: Mapping[str, Any]) -> set[int]:
    """Return the numbers of the shards in which a company failed."""
    shards = (run.get("shards") or {}).items()
    return {int(name.removeprefix("n")) for name, shard in shards if failed_in(shard)}


def failed_in(report: Mapping[str, Any]) -> dict[str, str]:
    return children(report.get("failed"))


def with_repeated(before: Mapping[str, Any], report: ShardReport) -> ShardReport:
    """Return a shard's report before, updated by the report on the companies that had failed."""
    return ShardReport(
        done=before["done"] + report.done,
        skipped=before["skipped"] + report.skipped,
        failed=report.failed,
        down=report.down,
        repaired=children(before.get("repaired")) | report.repaired,
        worse=add_up((before.get("worse", {}), report.worse)),
        measured=add_up((before.get("measured", {}), report.measured)),
        health=add_up((before.get("health", {}), report.health)),
        reads=before["reads"] + report.reads,
        bytes_read=before["bytesRead"] + report.bytes_read,
    )


def add_up(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)
