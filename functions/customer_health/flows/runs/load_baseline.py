"""Read the earlier number of employees with which a run compares its own."""

from datetime import date, timedelta

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import (
    BASELINE_SLACK_DAYS,
    Baseline,
    baseline_day,
    choose_baseline,
)
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.stores.customers import metrics_node
from customer_health.stores.metrics.snapshots import read_count, read_counts
from customer_health.stores.rtdb.bulk_client import Reader

DAY = timedelta(days=1)


async def load_baseline(
    reader: Reader, company_id: str, run_date: date, issues: list[DataIssue]
) -> Baseline | None:
    """Find the snapshot of 30 days ago, or the best other one (see `choose_baseline`).

    Usually this reads one number. If it is missing, this reads the nearest snapshot on either side,
    and only if that one is malformed, all the possible ones. A snapshot without a count is added to
    `issues` and skipped.
    """
    wanted = baseline_day(run_date)
    path = f"{metrics_node.history_path(company_id, wanted)}/{EMPLOYEES}"
    count = read_count(path, await reader.get(path), issues)
    if count is not None:
        return Baseline(wanted, count)
    path = metrics_node.history_root(company_id)
    for first, last, limit in (
        (wanted - BASELINE_SLACK_DAYS * DAY, wanted - DAY, "limitToLast"),
        (wanted + DAY, run_date - DAY, "limitToFirst"),
    ):
        bounds = {"startAt": first.isoformat(), "endAt": last.isoformat()}
        raw = await reader.get(path, orderBy="$key", **bounds, **{limit: 1})
        bad: list[DataIssue] = []
        counts = read_counts(path, raw, bad)
        if bad:
            counts = read_counts(path, await reader.get(path, orderBy="$key", **bounds), issues)
        if baseline := choose_baseline(counts, run_date):
            return baseline
    return None
