"""`BatchRuns/{date}`: what happened in a daily run.

request, clock, startedAt, companies, shardCount
madeUpBy                             the date of the run that made up for a missed day
shards/{n}: done, skipped, failed/{companyId}: reason, repaired/{companyId}: {was, is},
            reads, bytesRead, finishedAt
worse/{metric}, measured/{metric}: of the companies measured before and now, how many got worse
plannedBy, planned                   the shard whose task plans the notices; true once it has
finishedAt, done, skipped, failed, repaired, reads, bytesRead, worse, measured
                                     sums, once all shards are in

`BatchPlans/{date}/n{shard}` holds the shards' companies until the run is complete.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso
from customer_health.stores.nodes import children

ROOT = "BatchRuns"
PLANS = "BatchPlans"
SUMS = ("done", "skipped", "reads", "bytesRead")
LISTS = ("failed", "repaired")
COUNTS = ("worse", "measured")


@dataclass(slots=True)
class ShardReport:
    """What came of a shard's companies."""

    done: int = 0
    skipped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    worse: dict[str, int] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)
    reads: int = 0
    bytes_read: int = 0


def path(run_date: date) -> str:
    return f"{ROOT}/{run_date.isoformat()}"


def planner_path(run_date: date) -> str:
    """Which shard's task plans the run's notices: one, also if two see that all are in."""
    return f"{path(run_date)}/plannedBy"


def planned_path(run_date: date) -> str:
    return f"{path(run_date)}/planned"


def shard_path(run_date: date, shard: int) -> str:
    """A letter in front keeps the database from making an array of the shards."""
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
            "repaired": report.repaired,
            "worse": report.worse,
            "measured": report.measured,
            "reads": report.reads,
            "bytesRead": report.bytes_read,
            "finishedAt": iso(now),
        }
    }


def finish(run_date: date, shards: dict[str, Any], now: datetime) -> dict[str, Any]:
    at = path(run_date)
    reports = shards.values()
    return {
        **{f"{at}/{name}": sum(report[name] for report in reports) for name in SUMS},
        **{f"{at}/{name}": sum(length(report.get(name)) for report in reports) for name in LISTS},
        **{f"{at}/{name}": add_up(report.get(name, {}) for report in reports) for name in COUNTS},
        f"{at}/finishedAt": iso(now),
        plan_path(run_date): None,
    }


def length(companies: Any) -> int:
    """Ids that are dense integers make the database answer with an array, with holes."""
    return sum(entry is not None for entry in companies or ())


def failures(run: Mapping[str, Any]) -> dict[str, str]:
    """The companies that failed, and why."""
    found = (shard.get("failed", {}) for shard in (run.get("shards") or {}).values())
    return {key: why for node in found for key, why in children(node).items()}


def add_up(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)
