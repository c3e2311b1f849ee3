"""`/v1/alerts`: the active and the past alerts, and what people do about them."""

from collections import defaultdict
from datetime import datetime

from flask import Blueprint
from werkzeug.exceptions import NotFound, PreconditionFailed

from customer_health.api.alerts import models
from customer_health.api.alerts.models import Act, AlertHistory, AlertPage, Snooze
from customer_health.api.alerts.past import page_of_past
from customer_health.api.alerts.presenters import as_answer, episode_of, transition_as_answer
from customer_health.api.alerts.query import AlertQuery, ReviewQuery
from customer_health.api.http.auth import current_person
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.http.preconditions import expected_version
from customer_health.api.http.services import services
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.alerts.triage import TriageAction
from customer_health.domain.codec import from_json
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.names import METRICS
from customer_health.flows.alerts.triage import find, triage_alert
from customer_health.stores.alerts import alerts

alerts_routes = Blueprint("alerts", __name__)


@alerts_routes.get("/alerts")
@Operation(AlertPage, query=AlertQuery, refuses=(404,))
def list_alerts(query: AlertQuery) -> AlertPage:
    """List the alerts of all tracked customers, the most severe first, then the newest."""
    return list_active(query) if query.state == "active" else list_past(query)


def list_active(query: AlertQuery) -> AlertPage:
    pairs = active(query)
    groups = defaultdict[str, list[Alert]](list)
    for alert, _ in pairs:
        groups[alert.company_id].append(alert)
    found, total, following = paged(
        pairs, lambda pair: query.position(pair[0], groups[pair[0].company_id]), query
    )
    answers = [as_answer(alert, customer) for alert, customer in found]
    return AlertPage(alerts=answers, total=total, next=following)


def active(query: AlertQuery) -> list[tuple[Alert, Customer]]:
    known = services().customer_table().alerts()
    return [pair for alert in known if (pair := wanted(alert, query))]


def list_past(query: AlertQuery) -> AlertPage:
    found, following = page_of_past(query, lambda alert: wanted(alert, query))
    answers = [as_answer(alert, customer) for alert, customer in found]
    return AlertPage(alerts=answers, next=following)


def wanted(alert: Alert, query: AlertQuery) -> tuple[Alert, Customer] | None:
    """Return the alert with its customer, or None if a filter holds it back."""
    table = services().customer_table()
    if not query.wants(alert) or (query.new and not table.is_new(alert)):
        return None
    customer = table.get(alert.company_id)
    return (alert, customer) if customer and query.wants_customer(customer) else None


@alerts_routes.get("/review-list")
@Operation(AlertPage, query=ReviewQuery, refuses=(404,))
def review_list(query: ReviewQuery) -> AlertPage:
    """List the warnings on which nobody has decided anything yet."""
    given = query.model_dump(by_alias=False)
    return list_active(AlertQuery(**given, severity="warning", triage="open"))


@alerts_routes.get("/alerts/<key:alert_key>")
@Operation(models.Alert)
def one_alert(alert_key: str) -> models.Alert:
    """Return the newest episode of a company and rule."""
    return newest_episode(alert_key)


def newest_episode(alert_key: str) -> models.Alert:
    alert, _, customer = find(services().database(), alert_key, None)
    return as_answer(alert, customer)


@alerts_routes.get("/alerts/<key:alert_key>/history")
@Operation(AlertHistory, query=PageQuery)
def alert_history(alert_key: str, query: PageQuery) -> AlertHistory:
    """List every move of all episodes, with who, when and why, the newest first.

    There are none for a metric of a customer that never had an alert.
    """
    company_id, _, rule = alert_key.rpartition(":")
    path = f"{alerts.HISTORY}/{company_id}"
    nodes = services().database().between(path, f"{alert_key}:", f"{alert_key}:~")
    is_known = rule in METRICS and services().customer_table().get(company_id) is not None
    if not company_id or not (nodes or is_known):
        raise NotFound(f"There is no alert {alert_key!r}.")
    moves = [from_json(Transition, node) for node in nodes.values()]
    found, total, following = paged(moves, lambda move: (-episode_of(move), -move.seq), query)
    answers = [transition_as_answer(move) for move in found]
    return AlertHistory(transitions=answers, total=total, next=following)


@alerts_routes.post("/alerts/<key:alert_key>/acknowledge")
@Operation(models.Alert, body=Act, refuses=(409,), if_match=True)
def acknowledge(alert_key: str, body: Act) -> models.Alert:
    """Take an alert on: it is not announced again until it gets worse."""
    return act(alert_key, "acknowledge", body)


@alerts_routes.post("/alerts/<key:alert_key>/snooze")
@Operation(models.Alert, body=Snooze, refuses=(409,), if_match=True)
def snooze(alert_key: str, body: Snooze) -> models.Alert:
    """Silence an alert until a time."""
    return act(alert_key, "snooze", body, body.until)


@alerts_routes.post("/alerts/<key:alert_key>/dismiss")
@Operation(models.Alert, body=Act, refuses=(409,), if_match=True)
def dismiss(alert_key: str, body: Act) -> models.Alert:
    """Silence an alert until it gets worse, comes back, or 30 days have passed."""
    return act(alert_key, "dismiss", body)


@alerts_routes.post("/alerts/<key:alert_key>/resolve")
@Operation(models.Alert, body=Act, refuses=(409,), if_match=True)
def resolve(alert_key: str, body: Act) -> models.Alert:
    """Mark an alert as handled: it comes back if it gets worse, or still holds after 14 days."""
    return act(alert_key, "handle", body)


@alerts_routes.post("/alerts/<key:alert_key>/reopen")
@Operation(models.Alert, body=Act, refuses=(409,), if_match=True)
def reopen(alert_key: str, body: Act) -> models.Alert:
    """Take back what was decided about an alert."""
    return act(alert_key, "reopen", body)


def act(
    alert_key: str, kind: TriageAction, body: Act, until: datetime | None = None
) -> models.Alert:
    version = expected_version()
    if len(version) != 2:
        raise PreconditionFailed("If-Match is not the version of an alert.")
    episode, seq = version
    triage_alert(
        services().database(),
        alert_key,
        kind,
        current_person().email,
        services().now(),
        why=body.reason,
        until=until,
        episode=episode,
        seq=seq,
    )
    services().enqueue_delivery()
    return newest_episode(alert_key)
