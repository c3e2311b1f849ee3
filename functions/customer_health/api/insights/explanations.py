"""`/v1/customers/{id}/explanations`: what would turn each figure green, and how far to trust it."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Metric, Sentence
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import models
from customer_health.domain.customers.customer import Customer
from customer_health.domain.insights import remedy
from customer_health.domain.insights.confidence import Caution, cautions
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.employees import BASELINE_DAYS, BASELINE_SLACK_DAYS
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, PERCENTAGES
from customer_health.notify.text import insights as text
from customer_health.stores.customers import metrics_node
from customer_health.stores.metrics import evidence
from customer_health.stores.rtdb.client import Database

explanations_routes = Blueprint("explanations", __name__)


@explanations_routes.get("/customers/<key:company_id>/explanations")
@Operation(models.Explanations)
def explanations(company_id: str) -> models.Explanations:
    """Return what would turn each figure green, and how far each can be trusted."""
    customer = tracked(company_id)
    run_date = customer.run_date
    if run_date is None:
        raise NotFound(f"{company_id!r} has not been in a daily run yet.")
    read = partial(ratio_of, services().database(), company_id, run_date)
    ratios = dict(zip(PERCENTAGES, services().threads().map(read, PERCENTAGES), strict=True))
    return models.Explanations(
        run_date=run_date,
        figures=[explanation(customer, run_date, metric, ratios) for metric in METRICS],
    )


def ratio_of(database: Database, company_id: str, run_date: date, metric: str) -> DailyRatio:
    """Read a percentage's days, without the records behind them."""
    path = f"{evidence.path(company_id, run_date)}/{metric}/days"
    return evidence.read({"days": database.get(path)})


def explanation(
    customer: Customer, run_date: date, metric: str, ratios: Mapping[str, DailyRatio]
) -> models.Explanation:
    level = customer.levels[metric]
    found = None
    if level in remedy.BREACHES:
        found = remedy_of(customer, run_date, metric, ratios)
    careful = cautions(metric, ratios[metric]) if metric in ratios else []
    return models.Explanation(
        metric=Metric(metric),
        level=level,
        remedy=shown(found) if found else None,
        cautions=[caution(metric, one) for one in careful],
    )


def remedy_of(
    customer: Customer, run_date: date, metric: str, ratios: Mapping[str, DailyRatio]
) -> remedy.Remedy | None:
    if metric == EMPLOYEES:
        return remedy.of_employees(customer.employees, counts(customer, run_date), run_date)
    if metric == LOGIN:
        known = customer.master_user_id is not None
        return remedy.of_login(customer.login, customer.created_at, run_date, is_unknown=not known)
    return remedy.of_percentage(metric, ratios[metric], run_date)


def counts(customer: Customer, run_date: date) -> dict[date, int]:
    """Return the daily numbers of employees that a baseline of the next weeks may need."""
    first = run_date - timedelta(days=BASELINE_DAYS + BASELINE_SLACK_DAYS)
    path = f"{metrics_node.path(customer.id)}/history"
    days = services().database().between(path, first.isoformat(), run_date.isoformat())
    numbers = {day: snapshot.get(EMPLOYEES) for day, snapshot in days.items()}
    return {date.fromisoformat(day): n for day, n in numbers.items() if isinstance(n, int)}


def shown(found: remedy.Remedy) -> models.Remedy:
    return models.Remedy(
        needed=found.needed,
        of=found.of,
        days=[models.FixesOfDay(date=day, count=n) for day, n in (found.days or {}).items()],
        turns=[models.Turn(date=day, level=level) for day, level in found.turns.items()],
        text=Sentence.of(partial(text.what_helps, found)),
    )


def caution(metric: str, found: Caution) -> models.Caution:
    sentence = Sentence.of(partial(text.why_careful, metric, found))
    return models.Caution(kind=found.kind, text=sentence)
