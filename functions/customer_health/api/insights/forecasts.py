"""`/v1/customers/{id}/forecast`: the probability that a customer leaves within 90 days."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial

from flask import Blueprint

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Sentence
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import forecast_models as models
from customer_health.domain.insights import forecast
from customer_health.domain.insights.features import FRESH, MONTH, History, features, in_units
from customer_health.notify.text import insights as text
from customer_health.stores import forecast_model
from customer_health.stores.context import health_scores
from customer_health.stores.customers import departures, metrics_node, snapshots
from customer_health.stores.rtdb.client import Database

forecasts_routes = Blueprint("forecasts", __name__)


@forecasts_routes.get("/customers/<key:company_id>/forecast")
@Operation(models.Forecast)
def customer_forecast(company_id: str) -> models.Forecast:
    """Estimate the probability that a customer leaves within 90 days, or say why there is none."""
    customer, database = tracked(company_id), services().database()
    model = forecast_model.read(forecast_model.PATH)
    if model is None:
        return no_model(database)
    day = customer.run_date
    values = features(read_history(database, company_id, day), day) if day else None
    return as_answer(model, values)


def as_answer(model: forecast.Model, values: Mapping[str, float] | None) -> models.Forecast:
    found = forecast.forecast(model, values)
    training = models.ForecastTraining(**asdict(model.training))
    if isinstance(found, forecast.Abstained):
        return models.Forecast(
            state="abstains",
            text=Sentence.of(partial(text.why_no_forecast, found)),
            why=found.why,
            features=list(found.features),
            training=training,
        )
    return models.Forecast(
        state="forecast",
        text=Sentence.of(partial(text.what_is_forecast, found.probability)),
        probability=round(found.probability, 4),
        base=round(found.base, 4),
        known=round(found.known, 4),
        reasons=[reason(one) for one in found.reasons],
        training=training,
    )


def no_model(database: Database) -> models.Forecast:
    needed = forecast.LEAST_DEPARTURES
    known = departures.count(database, needed)
    return models.Forecast(
        state="off",
        text=Sentence.of(partial(text.why_off, known, needed)),
        departures=known,
        needed=needed,
    )


def read_history(database: Database, company_id: str, day: date) -> History:
    """Read what the features need: the newest month, and the date of the first run."""
    first = snapshots.days(database, company_id)[:1]
    since = day - MONTH - FRESH - timedelta(days=1)
    path = metrics_node.history_root(company_id)
    month = snapshots.readable(company_id, database.between(path, str(since), str(day)))
    return History(
        {at: {} for at in first if at < since} | {at: one for at, one, _ in month},
        health_scores.shown(database, company_id, day),
    )


def reason(found: forecast.Reason) -> models.ForecastReason:
    value = in_units(found.feature, found.value)
    return models.ForecastReason(
        feature=found.feature,
        value=round(value, 2),
        log_odds=round(found.log_odds, 4),
        text=Sentence.of(partial(text.why_forecast, found.feature, value, found.log_odds)),
    )
