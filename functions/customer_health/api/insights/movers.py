"""`/v1/movers`: which customers got worse and better, and how all of them changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from flask import Blueprint

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Metric, Sentence
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import movers_models as models
from customer_health.domain.insights.movers import Move, Mover, Movers, Spread
from customer_health.domain.metrics.names import METRICS
from customer_health.flows.insights.movers import hour_of, moved, newest_whole_run, read_one
from customer_health.notify.text import movers as text

movers_routes = Blueprint("movers", __name__)


@movers_routes.get("/movers")
@Operation(models.Movers, query=models.MoversQuery)
def list_movers(query: models.MoversQuery) -> models.Movers:
    """List the customers that got worse and better most between two daily runs."""
    last, found = compared(query.days)
    return models.Movers(
        first=last - timedelta(days=query.days),
        last=last,
        compared=found.compared,
        total_worse=len(found.worse),
        total_better=len(found.better),
        worse=as_answers(found.worse[: query.limit]),
        better=as_answers(found.better[: query.limit]),
    )


@movers_routes.get("/customers/<key:company_id>/fleet-trend")
@Operation(models.FleetTrend, query=models.TrendQuery)
def fleet_trend(company_id: str, query: models.TrendQuery) -> models.FleetTrend:
    """Compare the change of a customer's figures with that of all customers."""
    tracked(company_id)
    last, all_customers = compared(query.days)
    first = last - timedelta(days=query.days)
    before, now = (read_one(services().database(), day, company_id) for day in (first, last))
    figures = [
        trend(spread, now.figures[metric] - before.figures[metric], query.days)
        for metric in METRICS
        if (spread := all_customers.spreads.get(metric))
        and before
        and now
        and metric in before.figures.keys() & now.figures.keys()
    ]
    return models.FleetTrend(first=first, last=last, figures=figures)


def compared(days: int) -> tuple[date, Movers]:
    """Return the date of the newest run that has ended, and what moved in the days before."""
    database, now = services().database(), services().now()
    last = newest_whole_run(database, now)
    return last, moved(database, last, days, hour_of(now))


def as_answers(found: Sequence[Mover]) -> list[models.Mover]:
    table = services().customer_table()
    known = [(one, table.get(one.company_id)) for one in found]
    return [as_answer(one, customer.name) for one, customer in known if customer]


def as_answer(one: Mover, name: str) -> models.Mover:
    return models.Mover(
        id=one.company_id,
        name=name,
        was=one.was,
        level=one.level,
        moves=[figure(move) for move in one.moves],
    )


def figure(move: Move) -> models.FigureMove:
    return models.FigureMove(
        metric=Metric(move.metric),
        before=move.before,
        now=move.now,
        text=Sentence.of(partial(text.what_moved, move)),
    )


def trend(spread: Spread, change: float, days: int) -> models.FigureTrend:
    return models.FigureTrend(
        metric=Metric(spread.metric),
        change=change,
        customers=spread.customers,
        lower=spread.lower,
        median=spread.median,
        upper=spread.upper,
        usual=spread.usual,
        text=Sentence.of(partial(text.beside_all, spread, change, days)),
    )
