"""`/v1/customers/{id}/history` and `…/metrics/{metric}`: how a figure came about."""

from datetime import date, timedelta
from typing import Annotated

from flask import Blueprint
from pydantic import Field
from werkzeug.exceptions import NotFound

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Metric, Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.metrics.models import DrillDown, History
from customer_health.api.metrics.presenters import as_drill_down, as_history
from customer_health.domain.alerts.rules import DEFAULT_RULES
from customer_health.domain.instants import TORONTO
from customer_health.stores.alerts.rules import RULES, read_rules, read_versions, versions_path
from customer_health.stores.customers import snapshots
from customer_health.stores.metrics import evidence, names

customer_metrics_routes = Blueprint("customer_metrics", __name__)


class HistoryQuery(Model):
    metric: Metric
    """The metric."""
    days: Annotated[int, Field(ge=1, le=366)] = 90
    """How many days, up to today. Example: `90`"""


class DrillDownQuery(Model):
    run_date: date | None = None
    """The date of a daily run; by default the newest."""


@customer_metrics_routes.get("/customers/<key:company_id>/history")
@Operation(History, query=HistoryQuery)
def history(company_id: str, query: HistoryQuery) -> History:
    """Return a metric's daily values up to today, with the rule's thresholds and their changes."""
    database, customer = services().database(), tracked(company_id)
    last = services().now().astimezone(TORONTO).date()
    dates = [last - timedelta(days=n) for n in reversed(range(query.days))]
    known = snapshots.between(database, company_id, dates[0], last)
    changed = read_versions(database.get(versions_path(query.metric)))
    return as_history(
        query.metric,
        {day: known.get(day) for day in dates},
        customer.created_at,
        read_rules(database.get(RULES))[query.metric],
        [DEFAULT_RULES[query.metric], *changed],
    )


@customer_metrics_routes.get("/customers/<key:company_id>/metrics/<percentage:metric>")
@Operation(DrillDown, query=DrillDownQuery)
def one_metric(company_id: str, metric: str, query: DrillDownQuery) -> DrillDown:
    """Return what is behind a percentage: days, departments, employees, shifts or timecards."""
    database = services().database()
    run_date = query.run_date or tracked(company_id).run_date
    if run_date is None:
        raise NotFound(f"{company_id!r} has not been in a daily run yet.")
    node = database.get(f"{evidence.path(company_id, run_date)}/{metric}")
    if node is None:
        raise NotFound(f"The run of {run_date} has left no evidence for {company_id!r}.")
    employees = names.of_employees(database, company_id)
    departments = names.of_departments(database, company_id)
    return as_drill_down(metric, run_date, node, employees, departments)
