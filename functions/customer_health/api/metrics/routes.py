"""`/v1/customers/{id}/history` and `…/metrics/{metric}`: how a figure came about."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from flask import Blueprint
from pydantic import Field
from werkzeug.exceptions import NotFound

from customer_health.api.alerts.rule_models import RuleChange, Thresholds
from customer_health.api.customers.routes import tracked
from customer_health.api.http.models import Metric, Model
from customer_health.api.http.operation import operation
from customer_health.api.metrics.models import Day, DrillDown, History, Offence, Share
from customer_health.bootstrap import firebase
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.instants import TORONTO, clock_of, parse_instant
from customer_health.domain.metrics import breakdown
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.login import DAY
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.domain.metrics.timecards import CONFLICT_TYPES
from customer_health.domain.metrics.window import Window
from customer_health.stores.alerts.rules import RULES, read_rules, read_versions, versions_path
from customer_health.stores.customers import metrics_node
from customer_health.stores.metrics import evidence, names

routes = Blueprint("customer_metrics", __name__)


class HistoryQuery(Model):
    metric: Metric
    days: Annotated[int, Field(ge=1, le=366)] = 90


class DrillDownQuery(Model):
    run_date: Annotated[date | None, Field(description="Else the newest.")] = None


@routes.get("/customers/<key:company_id>/history")
@operation(History, query=HistoryQuery)
def history(company_id: str, query: HistoryQuery) -> History:
    """A metric's daily values up to today, with the rule's thresholds and their changes."""
    database = firebase.database()
    created_at = tracked(company_id).created_at
    last = datetime.now(UTC).astimezone(TORONTO).date()
    dates = [last - timedelta(days=n) for n in reversed(range(query.days))]
    path = f"{metrics_node.path(company_id)}/history"
    known = database.between(path, dates[0].isoformat(), last.isoformat())
    snapshots = [known.get(day.isoformat(), {}) for day in dates]
    made = read_versions(database.get(versions_path(query.metric)))
    versions = [DEFAULT_RULES[query.metric], *made]
    changes = [version for version in versions if is_since(version, dates[0])]
    before = [version for version in versions if version not in changes][-1]
    rule = read_rules(database.get(RULES))[query.metric]
    return History(
        metric=query.metric,
        unit=rule.unit,
        dates=dates,
        values=[
            value(query.metric, at, day, created_at)
            for at, day in zip(snapshots, dates, strict=True)
        ],
        levels=[at.get("levels", {}).get(query.metric) for at in snapshots],
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


def value(metric: str, snapshot: Any, day: date, created_at: datetime | None) -> float | None:
    if metric == LOGIN:
        return days_without_login(snapshot, day, created_at)
    found: float | None = {EMPLOYEES: snapshot.get(EMPLOYEES), **snapshot.get("averages", {})}.get(
        metric
    )
    return found


def days_without_login(snapshot: Any, day: date, created_at: datetime | None) -> float | None:
    """Of a company that never had a login, since its creation: only then is there a level."""
    seen, level = snapshot.get(LOGIN), snapshot.get("levels", {}).get(LOGIN, "none")
    since = parse_instant(seen) if seen else created_at if level != "none" else None
    return (clock_of(day) - since) / DAY if since else None


@routes.get("/customers/<key:company_id>/metrics/<percentage:metric>")
@operation(DrillDown, query=DrillDownQuery)
def one_metric(company_id: str, metric: str, query: DrillDownQuery) -> DrillDown:
    """A percentage's days, departments, employees, and every shift or timecard that counted."""
    database = firebase.database()
    run_date = query.run_date or tracked(company_id).run_date
    if run_date is None:
        raise NotFound(f"{company_id} has not been in a daily run yet.")
    node = database.get(f"{evidence.path(company_id, run_date)}/{metric}")
    if node is None:
        raise NotFound(f"There is no evidence of the run of {run_date} of {company_id}.")
    return answer(
        metric,
        run_date,
        node,
        names.of_employees(database, company_id),
        names.of_departments(database, company_id),
    )


def answer(
    metric: str,
    run_date: date,
    node: Any,
    employees: dict[str, str],
    departments: dict[str, str],
) -> DrillDown:
    figure = evidence.read(node)
    types = node.get("types", {})
    dates = list(Window(run_date, clock_of(run_date), TORONTO))
    return DrillDown(
        metric=Metric(metric),
        run_date=run_date,
        average=None if figure.average is None else float(figure.average),
        days=[day_of(metric, figure, day) for day in dates],
        departments=named(breakdown.by_department(figure, dates), departments),
        employees=named(breakdown.by_employee(figure, dates), employees),
        types={kind: types[kind] for kind in CONFLICT_TYPES if types.get(kind)},
        total=node["total"],
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
            for one in figure.violations
        ],
    )


def day_of(metric: str, figure: DailyRatio, day: date) -> Day:
    share = figure.days.get(day)
    if share is None:
        return Day(date=day, left_out=breakdown.LEFT_OUT[metric])
    return Day(date=day, part=share.part, whole=share.whole, percent=100 * share.part / share.whole)


def named(shares: list[breakdown.Share], names_by_id: dict[str, str]) -> list[Share]:
    return [
        Share(
            id=share.id,
            name=names_by_id.get(share.id or ""),
            count=share.count,
            by_day=list(share.by_day),
        )
        for share in shares
    ]
