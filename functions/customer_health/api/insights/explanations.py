"""`/v1/customers/{id}/explanations`: what would turn each figure green, where it is heading, and
how far to trust it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import models, presenters
from customer_health.domain.customers.customer import Customer
from customer_health.domain.insights import remedy
from customer_health.domain.insights.confidence import cautions
from customer_health.domain.insights.trend import Trend, worsening
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.employees import BASELINE_DAYS, BASELINE_SLACK_DAYS
from customer_health.domain.metrics.levels import THRESHOLDS
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, PERCENTAGES
from customer_health.stores.customers import metrics_node
from customer_health.stores.metrics import evidence
from customer_health.stores.rtdb.client import Database

explanations_routes = Blueprint("explanations", __name__)

Snapshots = Mapping[date, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains a customer's figures: the days of the percentages in the newest run, and the
    daily snapshots that a baseline may need."""

    customer: Customer
    run_date: date
    ratios: Mapping[str, DailyRatio]
    snapshots: Snapshots


@explanations_routes.get("/customers/<key:company_id>/explanations")
@Operation(models.Explanations)
def explanations(company_id: str) -> models.Explanations:
    """Return what would turn each figure green, where it is heading, and how far to trust it."""
    customer = tracked(company_id)
    run_date = customer.run_date
    if run_date is None:
        raise NotFound(f"{company_id!r} has not been in a daily run yet.")
    database, threads = services().database(), services().threads()
    snapshots = threads.submit(read_snapshots, database, company_id, run_date)
    ratios = threads.map(partial(read_ratio, database, company_id, run_date), PERCENTAGES)
    known = Explained(
        customer, run_date, dict(zip(PERCENTAGES, ratios, strict=True)), snapshots.result()
    )
    return models.Explanations(
        run_date=run_date, figures=[explanation(known, metric) for metric in METRICS]
    )


def read_ratio(database: Database, company_id: str, run_date: date, metric: str) -> DailyRatio:
    """Read a percentage's days, without the records behind them."""
    path = f"{evidence.path(company_id, run_date)}/{metric}/days"
    return evidence.read({"days": database.get(path)})


def read_snapshots(database: Database, company_id: str, run_date: date) -> Snapshots:
    first = run_date - timedelta(days=BASELINE_DAYS + BASELINE_SLACK_DAYS)
    path = f"{metrics_node.path(company_id)}/history"
    found = database.between(path, first.isoformat(), run_date.isoformat())
    return {date.fromisoformat(day): snapshot for day, snapshot in found.items()}


def explanation(known: Explained, metric: str) -> models.Explanation:
    level = known.customer.levels[metric]
    found = remedy_of(known, metric) if level in remedy.BREACHES else None
    trend = trend_of(known, metric)
    careful = cautions(metric, known.ratios[metric]) if metric in known.ratios else []
    return models.Explanation(
        metric=Metric(metric),
        level=level,
        remedy=presenters.as_remedy(found) if found else None,
        trend=presenters.as_trend(metric, trend) if trend else None,
        cautions=[presenters.as_caution(metric, one) for one in careful],
    )


def remedy_of(known: Explained, metric: str) -> remedy.Remedy | None:
    customer, run_date = known.customer, known.run_date
    if metric == EMPLOYEES:
        counts = {
            day: count
            for day, snapshot in known.snapshots.items()
            if isinstance(count := snapshot.get(EMPLOYEES), int)
        }
        return remedy.of_employees(customer.employees, counts, run_date)
    if metric == LOGIN:
        is_unknown = customer.master_user_id is None
        return remedy.of_login(customer.login, customer.created_at, run_date, is_unknown=is_unknown)
    return remedy.of_percentage(metric, known.ratios[metric], run_date)


def trend_of(known: Explained, metric: str) -> Trend | None:
    """Estimate where a figure is heading. A login has no slope: its age grows by a day a day."""
    if metric == LOGIN:
        return None
    values = {
        day: value
        for day, snapshot in known.snapshots.items()
        if (value := value_of(snapshot, metric)) is not None
    }
    return worsening(values, THRESHOLDS[metric])


def value_of(snapshot: Any, metric: str) -> float | None:
    """Return a day's figure in the unit of its threshold."""
    if metric == EMPLOYEES:
        percent: float | None = snapshot.get("employeeChange30d", {}).get("percent")
        return None if percent is None else -percent
    average: float | None = snapshot.get("averages", {}).get(metric)
    return average
