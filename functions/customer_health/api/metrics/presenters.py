"""Show a metric's history and its evidence as the API's models."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from customer_health.api.alerts.rule_models import RuleChange, Thresholds
from customer_health.api.http.models import Metric
from customer_health.api.metrics.models import Day, DrillDown, History, Offence, Share
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.customers.snapshot import Snapshot
from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.metrics import breakdown
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.login import DAY
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.domain.metrics.timecards import CONFLICT_TYPES
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics import evidence


def as_history(
    metric: Metric,
    snapshots: Mapping[date, Snapshot | None],
    created_at: datetime | None,
    rule: Rule,
    versions: Sequence[Rule],
) -> History:
    """Show the daily snapshots of some dates. `versions` are all of the rule, the oldest first."""
    first = min(snapshots)
    changes = [version for version in versions if is_since(version, first)]
    before = [version for version in versions if version not in changes][-1]
    return History(
        metric=metric,
        unit=rule.unit,
        dates=list(snapshots),
        values=[
            value(metric, one, day, created_at) if one else None for day, one in snapshots.items()
        ],
        levels=[one.levels.get(metric) if one else None for one in snapshots.values()],
        thresholds=thresholds(rule),
        thresholds_before=thresholds(before),
        rule_changes=[
            RuleChange(
                at=version.changed_at,
                who=version.changed_by,
                thresholds=thresholds(version),
                enabled=version.enabled,
            )
            for version in changes
            if version.changed_at
        ],
    )


def is_since(version: Rule, first: date) -> bool:
    at = version.changed_at
    return at is not None and at.astimezone(TORONTO).date() >= first


def thresholds(rule: Rule) -> Thresholds:
    return Thresholds(warning=rule.threshold.warning, critical=rule.threshold.critical)


def value(metric: str, snapshot: Snapshot, day: date, created_at: datetime | None) -> float | None:
    if metric == LOGIN:
        return days_without_login(snapshot, day, created_at)
    return snapshot.employees if metric == EMPLOYEES else snapshot.averages.get(metric)


def days_without_login(snapshot: Snapshot, day: date, created_at: datetime | None) -> float | None:
    """Return the days since the last login. A company that never had one is counted from its
    creation, if the login has a level: without a level, there was no data."""
    level = snapshot.levels.get(LOGIN, "none")
    since = snapshot.login or (created_at if level != "none" else None)
    return (clock_of(day) - since) / DAY if since else None


def as_drill_down(
    metric: str,
    run_date: date,
    node: Any,
    employees: Mapping[str, str],
    departments: Mapping[str, str],
) -> DrillDown:
    """Show a stored node of evidence; `employees` and `departments` are names by id."""
    ratio = evidence.read(node)
    types = node.get("types", {})
    dates = list(Window(run_date, clock_of(run_date), TORONTO))
    return DrillDown(
        metric=Metric(metric),
        run_date=run_date,
        average=None if ratio.average is None else float(ratio.average),
        days=[day_of(metric, ratio, day) for day in dates],
        departments=named(breakdown.by_department(ratio, dates), departments),
        employees=named(breakdown.by_employee(ratio, dates), employees),
        types={kind: types[kind] for kind in CONFLICT_TYPES if types.get(kind)},
        total=node["total"],
        inputs=node.get("inputs"),
        code=node.get("code"),
        rule_version=node.get("ruleVersion"),
        offences=[
            Offence(
                record=one.record,
                date=one.day,
                employee_id=one.employee_id,
                employee=employees.get(one.employee_id or ""),
                department_id=one.department_id,
                department=departments.get(one.department_id or ""),
                types=list(one.types),
            )
            for one in ratio.violations
        ],
    )


def day_of(metric: str, ratio: DailyRatio, day: date) -> Day:
    share = ratio.days.get(day)
    if share is None:
        return Day(date=day, left_out=breakdown.LEFT_OUT[metric])
    return Day(date=day, part=share.part, whole=share.whole, percent=100 * share.part / share.whole)


def named(shares: list[breakdown.Share], names_by_id: Mapping[str, str]) -> list[Share]:
    return [
        Share(
            id=share.id,
            name=names_by_id.get(share.id or ""),
            count=share.count,
            by_day=list(share.by_day),
        )
        for share in shares
    ]
