"""`BatchRuns/{date}`: what happened in a daily run.

request, clock, startedAt, companies, shardCount
shards/{n}: done, skipped, failed/{companyId}: reason, repaired/{companyId}: {was, is},
            reads, bytesRead, finishedAt
finishedAt, done, skipped, failed, repaired, reads, bytesRead     sums, once all shards are in
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso

ROOT = "BatchRuns"
SUMS = ("done", "skipped", "reads", "bytesRead")
LISTS = ("failed", "repaired")


@dataclass(slots=True)
class ShardReport:
    """What came of a shard's companies."""

    done: int = 0
    skipped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    reads: int = 0
    bytes_read: int = 0


def path(run_date: date) -> str:
    return f"{ROOT}/{run_date.isoformat()}"


def shard_path(run_date: date, shard: int) -> str:
    """A letter in front keeps the database from making an array of the shards."""
    return f"{path(run_date)}/shards/n{shard}"


def start(
    run_date: date, request: str, clock: datetime, now: datetime, companies: int, shards: int
) -> dict[str, Any]:
    return {
        path(run_date): {
            "request": request,
            "clock": iso(clock),
            "startedAt": iso(now),
            "companies": companies,
            "shardCount": shards,
        }
    }


def finish_shard(run_date: date, shard: int, report: ShardReport, now: datetime) -> dict[str, Any]:
    return {
        shard_path(run_date, shard): {
            "done": report.done,
            "skipped": report.skipped,
            "failed": report.failed,
            "repaired": report.repaired,
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
        f"{at}/finishedAt": iso(now),
    }


def length(companies: Any) -> int:
    """Ids that are dense integers make the database answer with an array, with holes."""
    return sum(entry is not None for entry in companies or ())
