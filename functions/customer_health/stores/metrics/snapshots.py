"""The number of employees in a snapshot: `CustomerHealthMetrics/{companyId}/history/{date}`."""

from datetime import date

import msgspec

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.stores.rtdb.decoding import MALFORMED, Raw, malformed, read_children


class Snapshot(msgspec.Struct, rename={"count": EMPLOYEES}):
    count: int


COUNT = msgspec.json.Decoder(int | None)


def read_count(path: str, raw: Raw, issues: list[DataIssue]) -> int | None:
    try:
        count: int | None = COUNT.decode(raw)
        return count
    except MALFORMED as error:
        issues.append(malformed(path, error, raw))
        return None


def read_counts(path: str, raw: Raw, issues: list[DataIssue]) -> dict[date, int]:
    """Read the counts by date. A snapshot without a count is left out and reported."""

    def read_snapshot(day: str, snapshot: Snapshot) -> tuple[date, int]:
        return date.fromisoformat(day), snapshot.count

    return dict(read_children(raw, path, Snapshot, read_snapshot, issues))
