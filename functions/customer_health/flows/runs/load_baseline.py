"""Reading the earlier count of employees that a run compares its own with."""

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
    """Find the snapshot of 30 days ago, or the next best. One without a count is named and
    passed over.

    One leaf is read as a rule. Where it is not there, one whole snapshot or two are, and only
    where these are bad, all that may do.
    """
    wanted = baseline_day(run_date)
    path = f"{metrics_node.history_path(company_id, wanted)}/{EMPLOYEES}"
    count = read_count(path, await reader.get(path), issues)
    if count is not None:
        return Baseline(wanted, count)
    path = f"{metrics_node.path(company_id)}/history"
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
