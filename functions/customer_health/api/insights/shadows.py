"""`/v1/rules/{metric}/shadows`: drafts that run beside their rule, and notify nobody."""

from http import HTTPStatus

from flask import Blueprint, Response, url_for

from customer_health.api.alerts.rule_models import Thresholds
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation, as_response
from customer_health.api.http.services import services
from customer_health.api.insights import shadow_models as models
from customer_health.api.insights.rehearsals import as_answer as result_of
from customer_health.api.insights.rehearsals import few_enough_customers
from customer_health.domain.alerts.shadow import Shadow
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import METRICS
from customer_health.errors import Conflicting
from customer_health.flows.insights.rehearse import Draft
from customer_health.flows.insights.shadow import (
    get_shadow,
    start_shadow,
    stop_shadow,
    what_it_did,
)
from customer_health.stores.alerts import shadows
from customer_health.stores.rtdb.nodes import children

shadows_routes = Blueprint("shadows", __name__)


@shadows_routes.get("/rules/shadows")
@Operation(models.Shadows)
def list_shadows() -> models.Shadows:
    """List the shadows of all rules, the last started first."""
    node = children(services().database().get(shadows.ROOT))
    found = [one for metric in METRICS for one in shadows.read_all(metric, node.get(metric))]
    found.sort(key=lambda shadow: shadow.started_at, reverse=True)
    return models.Shadows(shadows=[as_answer(shadow) for shadow in found])


@shadows_routes.post("/rules/<metric:metric>/shadows")
@Operation(
    models.Shadow, body=models.NewShadow, role="admin", refuses=(409,), status=HTTPStatus.CREATED
)
def start(metric: str, body: models.NewShadow) -> Response:
    """Run a draft beside its rule from now on. It opens no alert, and nobody is notified."""
    threshold = Threshold(body.thresholds.warning, body.thresholds.critical)
    draft = Draft(metric, threshold, body.clears_after, body.enabled)
    database, now = services().database(), services().now()
    try:
        shadow = start_shadow(database, draft, body.reason, current_person().email, now)
    except ValueError as error:
        raise Conflicting(str(error), "thresholds") from error
    location = url_for("shadows.result", metric=metric, shadow_id=shadow.key)
    return as_response(as_answer(shadow), HTTPStatus.CREATED, location=location)


@shadows_routes.get("/rules/<metric:metric>/shadows/<key:shadow_id>")
@Operation(models.ShadowResult, role="admin", refuses=(409,))
def result(metric: str, shadow_id: str) -> models.ShadowResult:
    """Compare a shadow with its rule since its start.

    Up to 2,000 customers; for more, use the command line.
    """
    shadow = get_shadow(services().database(), metric, shadow_id)
    customers = few_enough_customers()
    found = what_it_did(services().database(), shadow, customers.values(), services().now())
    return models.ShadowResult(shadow=as_answer(shadow), result=result_of(found, customers))


@shadows_routes.post("/rules/<metric:metric>/shadows/<key:shadow_id>/stop")
@Operation(models.Shadow, role="admin")
def stop(metric: str, shadow_id: str) -> models.Shadow:
    """Stop a shadow. What it did can still be asked for."""
    who, now = current_person().email, services().now()
    return as_answer(stop_shadow(services().database(), metric, shadow_id, who, now))


def as_answer(shadow: Shadow) -> models.Shadow:
    bounds = shadow.threshold
    return models.Shadow(
        metric=Metric(shadow.metric),
        id=shadow.key,
        thresholds=Thresholds(warning=bounds.warning, critical=bounds.critical),
        clears_after=shadow.clears_after,
        enabled=shadow.enabled,
        reason=shadow.reason,
        started_by=shadow.started_by,
        started_at=shadow.started_at,
        stopped_by=shadow.stopped_by,
        stopped_at=shadow.stopped_at,
    )
