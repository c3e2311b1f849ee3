"""`/v1/customers/{id}/explanations`: what would turn each figure green, where it is heading, and
how far to trust it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import models, presenters
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.snapshot import Snapshot
from customer_health.domain.insights import remedy
from customer_health.domain.insights.confidence import cautions
from customer_health.domain.insights.trend import Trend, worsening
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.employees import BASELINE_DAYS, BASELINE_SLACK_DAYS
from customer_health.domain.metrics.levels import THRESHOLDS
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, PERCENTAGES
from customer_health.stores.customers import origins, snapshots
from customer_health.stores.metrics import evidence
from customer_health.stores.rtdb.client import Database

explanations_routes = Blueprint("explanations", __name__)


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains a customer's figures: the days of the percentages in the newest run, and the
    daily snapshots that a baseline may need."""

    customer: Customer
    run_date: date
    ratios: Mapping[str, DailyRatio]
    snapshots: Mapping[date, Snapshot]


@explanations_routes.get("/customers/<key:company_id>/explanations")
@Operation(models.Explanations)
def explanations(company_id: str) -> models.Explanations:
    """Return what would turn each figure green, where it is heading, and how far to trust it."""
    customer = tracked(company_id)
    run_date = customer.run_date
    if run_date is None:
        raise NotFound(f"{company_id!r} has not been in a daily run yet.")
    database, threads = services().database(), services().threads()
    first = run_date - timedelta(days=BASELINE_DAYS + BASELINE_SLACK_DAYS)
    known_snapshots = threads.submit(snapshots.between, database, company_id, first, run_date)
    known_origin = threads.submit(origins.read, database, company_id, run_date)
    ratios = threads.map(partial(read_ratio, database, company_id, run_date), PERCENTAGES)
    known = Explained(
        customer, run_date, dict(zip(PERCENTAGES, ratios, strict=True)), known_snapshots.result()
    )
    origin = known_origin.result()
    has_snapshot = run_date in known.snapshots
    return models.Explanations(
        run_date=run_date,
        inputs=origin.inputs if has_snapshot else None,
        code=origin.code if has_snapshot else None,
        figures=[explanation(known, metric) for metric in METRICS],
    )


def read_ratio(database: Database, company_id: str, run_date: date, metric: str) -> DailyRatio:
    """Read a percentage's days, without the records behind them."""
    path = f"{evidence.path(company_id, run_date)}/{metric}/days"
    return evidence.read({"days": database.get(path)})


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
            if (count := snapshot.employees) is not None
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
        day: float(value)
        for day, snapshot in known.snapshots.items()
        if (value := snapshot.figure(metric, known.customer.created_at)) is not None
    }
    return worsening(values, THRESHOLDS[metric])
