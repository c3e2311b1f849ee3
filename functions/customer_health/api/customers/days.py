"""`/v1/customers/{id}/days`: a customer as the runs of past days found it, also one that left."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.alerts.models import Triage
from customer_health.api.customers.day_models import (
    CustomerDay,
    Days,
    PastAlert,
    RestatedFigures,
)
from customer_health.api.customers.models import Figures
from customer_health.api.customers.presenters import change_of
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.alerts import past_alert
from customer_health.domain.customers.snapshot import Snapshot, Version, since_the_day
from customer_health.domain.instants import EPOCH, TORONTO, clock_of
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import metrics_node, restatements, snapshots

days_routes = Blueprint("days", __name__)


@days_routes.get("/customers/<key:company_id>/days")
@Operation(Days)
def all_days(company_id: str) -> Days:
    """List the dates of which a customer has figures."""
    dates = snapshots.days(services().database(), company_id)
    if not dates:
        raise no_customer(company_id)
    return Days(dates=dates)


@days_routes.get("/customers/<key:company_id>/days/<date:day>")
@Operation(CustomerDay)
def one_day(company_id: str, day: str) -> CustomerDay:
    """Return a customer's figures and alerts as of a day, and what was restated since.

    A day without figures was without a run, or the customer was not tracked: its figures are
    unknown. The alerts are known of every day.
    """
    database, date_ = services().database(), day_of(day)
    versions = restatements.versions(database, company_id, date_)
    if not versions and not metrics_node.exists(database, company_id):
        raise no_customer(company_id)
    stood = since_the_day(versions, date_)
    at = stood[0].snapshot.at if stood else clock_of(date_)
    lines = alerts.transitions_between(database, company_id, EPOCH, at)
    return CustomerDay(
        as_of=date_,
        at=at,
        figures=figures_of(stood[0].snapshot) if stood else None,
        inputs=stood[0].snapshot.inputs if stood else None,
        code=stood[0].snapshot.code if stood else None,
        restated=restated(stood),
        alerts=[as_answer(alert) for alert in past_alert.open_after(lines)],
    )


def day_of(text: str) -> date:
    """Read a date up to today. Raises NotFound."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound(f"{text} is not a date.") from error
    if day > services().now().astimezone(TORONTO).date():
        raise NotFound(f"{text} is still to come.")
    return day


def no_customer(company_id: str) -> NotFound:
    return NotFound(f"No customer with the id {company_id!r} has ever had figures.")


def restated(stood: Sequence[Version]) -> list[RestatedFigures]:
    return [
        RestatedFigures(
            at=before.replaced_at,
            figures=figures,
            inputs=after.snapshot.inputs,
            code=after.snapshot.code,
        )
        for before, after in pairwise(stood)
        if before.replaced_at and (figures := figures_of(after.snapshot))
    ]


def figures_of(snapshot: Snapshot) -> Figures | None:
    """Return a day's figures; None if the snapshot has none, as after a fault."""
    if snapshot.employees is None or snapshot.level is None:
        return None
    fields: dict[str, Any] = {
        EMPLOYEES: snapshot.employees,
        LOGIN: snapshot.login,
        **snapshot.results,
        "alert_level": snapshot.level,
        "levels": snapshot.levels,
        "averages": snapshot.averages,
        "employee_change_30d": change_of(snapshot.employees, snapshot.baseline),
        "last_updated": snapshot.at,
    }
    return Figures(**fields)


def as_answer(alert: past_alert.PastAlert) -> PastAlert:
    return PastAlert(
        rule=Metric(alert.rule),
        episode=alert.episode,
        severity=alert.severity,
        phase="recovering" if alert.phase == "recovering" else "firing",
        data=alert.data,
        opened_at=alert.opened_at,
        since=alert.since,
        triage=Triage(**asdict(alert.triage)),
    )
