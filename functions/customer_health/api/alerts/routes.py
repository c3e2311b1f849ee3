"""`/v1/alerts`: the active and the past, and what people do about them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field
from werkzeug.exceptions import NotFound, PreconditionFailed

from customer_health.api.alerts import models as alert_models
from customer_health.api.alerts.models import Act, AlertHistory, AlertPage, Snooze
from customer_health.api.alerts.past import page_of_past
from customer_health.api.alerts.presenters import as_answer, transition
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import operation
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.http.preconditions import expected_version
from customer_health.bootstrap import firebase, instance, tasks
from customer_health.domain.alerts import alert as domain
from customer_health.domain.alerts.alert import RANK, Alert
from customer_health.domain.alerts.triage import TriageAction
from customer_health.domain.codec import from_json
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.list_entry import UNASSIGNED
from customer_health.flows.alerts.triage import find, triage_alert
from customer_health.stores.alerts import alerts

routes = Blueprint("alerts", __name__)

Triage = Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]


class AlertQuery(PageQuery):
    state: Annotated[Literal["active", "past"], Field(description="Past: resolved or closed.")] = (
        "active"
    )
    rule: Metric | None = None
    severity: Literal["warning", "critical"] | None = None
    triage: Triage | None = None
    owner: Annotated[str, Field(description=f"E-mail; `{UNASSIGNED}` for none.")] = ""
    company_id: str = ""
    sort: Annotated[
        Literal["severity", "date"],
        Field(description="By the date of its opening; of the past, of its end."),
    ] = "severity"
    order: Literal["asc", "desc"] = "desc"


class ReviewQuery(PageQuery):
    owner: Annotated[str, Field(description=f"E-mail; `{UNASSIGNED}` for none.")] = ""


@routes.get("/alerts")
@operation(AlertPage, query=AlertQuery, refuses=(404,))
def list_alerts(query: AlertQuery) -> AlertPage:
    """Alerts of all tracked customers; the most severe first, of those the newest."""
    return list_active(query) if query.state == "active" else list_past(query)


def list_active(query: AlertQuery) -> AlertPage:
    known = instance.customer_table().alerts()
    pairs = [pair for alert in known if (pair := wanted(alert, query))]
    found, total, following = paged(pairs, lambda pair: position(pair[0], query), query)
    return AlertPage(
        alerts=[as_answer(alert, customer) for alert, customer in found],
        total=total,
        next=following,
    )


def list_past(query: AlertQuery) -> AlertPage:
    found, following = page_of_past(
        lambda alert: wanted(alert, query),
        query.limit,
        query.cursor,
        query.sort,
        query.order,
        query.company_id,
    )
    answers = [as_answer(alert, customer) for alert, customer in found]
    return AlertPage(alerts=answers, next=following)


def wanted(alert: Alert, query: AlertQuery) -> tuple[Alert, Customer] | None:
    """The alert with its customer, if it passes."""
    if (
        query.rule not in (None, alert.rule)
        or query.severity not in (None, alert.severity)
        or query.triage not in (None, alert.triage.kind)
        or query.company_id not in ("", alert.company_id)
    ):
        return None
    customer = instance.customer_table().get(alert.company_id)
    if customer and query.owner in ("", (customer.owner or {}).get("email", UNASSIGNED)):
        return alert, customer
    return None


def position(alert: Alert, query: AlertQuery) -> tuple[Any, ...]:
    sign = -1 if query.order == "desc" else 1
    severity, opened = sign * RANK[alert.severity], sign * alert.opened_at.timestamp()
    first = (severity, opened) if query.sort == "severity" else (opened, severity)
    return query.sort, query.order, *first, alert.key


@routes.get("/review-list")
@operation(AlertPage, query=ReviewQuery, refuses=(404,))
def review_list(query: ReviewQuery) -> AlertPage:
    """The day's warnings on which nobody has decided anything yet."""
    given = query.model_dump(by_alias=False)
    return list_active(AlertQuery(**given, severity="warning", triage="open"))


@routes.get("/alerts/<key:alert_key>")
@operation(alert_models.Alert)
def one_alert(alert_key: str) -> alert_models.Alert:
    """The newest episode of a company and rule."""
    return alert_answer(alert_key)


def alert_answer(alert_key: str) -> alert_models.Alert:
    alert, _, customer = find(firebase.database(), alert_key, None)
    return as_answer(alert, customer)


@routes.get("/alerts/<key:alert_key>/history")
@operation(AlertHistory, query=PageQuery)
def alert_history(alert_key: str, query: PageQuery) -> AlertHistory:
    """Every move of all its episodes, with who, when and why; the newest first."""
    company_id, _, rule = alert_key.rpartition(":")
    if not company_id or not rule:
        raise NotFound(f"There is no alert {alert_key!r}.")
    path = f"{alerts.HISTORY}/{company_id}"
    nodes = firebase.database().between(path, f"{alert_key}:", f"{alert_key}:~")
    lines = [from_json(domain.Transition, node) for node in nodes.values()]
    found, total, following = paged(lines, lambda line: (-episode_of(line), -line.seq), query)
    return AlertHistory(
        transitions=[transition(line) for line in found], total=total, next=following
    )


def episode_of(line: domain.Transition) -> int:
    return int(line.episode.rpartition(":")[2])


@routes.post("/alerts/<key:alert_key>/acknowledge")
@operation(alert_models.Alert, body=Act, refuses=(409,), if_match=True)
def acknowledge(alert_key: str, body: Act) -> alert_models.Alert:
    """Take it on: it is not repeated until it gets worse."""
    return act(alert_key, "acknowledge", body)


@routes.post("/alerts/<key:alert_key>/snooze")
@operation(alert_models.Alert, body=Snooze, refuses=(409,), if_match=True)
def snooze(alert_key: str, body: Snooze) -> alert_models.Alert:
    """Silence it for a while."""
    return act(alert_key, "snooze", body, body.until)


@routes.post("/alerts/<key:alert_key>/dismiss")
@operation(alert_models.Alert, body=Act, refuses=(409,), if_match=True)
def dismiss(alert_key: str, body: Act) -> alert_models.Alert:
    """Silence it until it gets worse, comes back, or 30 days have gone."""
    return act(alert_key, "dismiss", body)


@routes.post("/alerts/<key:alert_key>/resolve")
@operation(alert_models.Alert, body=Act, refuses=(409,), if_match=True)
def resolve(alert_key: str, body: Act) -> alert_models.Alert:
    """Handled by hand: it comes back if it gets worse, or still breaches after 14 days."""
    return act(alert_key, "handle", body)


@routes.post("/alerts/<key:alert_key>/reopen")
@operation(alert_models.Alert, body=Act, refuses=(409,), if_match=True)
def reopen(alert_key: str, body: Act) -> alert_models.Alert:
    """Take back what was decided."""
    return act(alert_key, "reopen", body)


def act(
    alert_key: str, kind: TriageAction, body: Act, until: datetime | None = None
) -> alert_models.Alert:
    version = expected_version()
    if len(version) != 2:
        raise PreconditionFailed("This is no alert's version.")
    database, now = firebase.database(), datetime.now(UTC)
    triage_alert(
        database,
        alert_key,
        kind,
        current_person().email,
        now,
        why=body.reason,
        until=until,
        episode=version[0],
        seq=version[1],
    )
    tasks.enqueue_delivery()
    return alert_answer(alert_key)
