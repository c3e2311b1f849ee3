"""`/v1/departures/{companyId}`: why a customer left."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.http.auth import current_person
from customer_health.api.http.fields import CompanyId
from customer_health.api.http.models import CompanyLevel, Model, Reason
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.customers import departure
from customer_health.domain.customers.departure import ReasonCode
from customer_health.stores.customers import departures

departures_routes = Blueprint("departures", __name__)


class NewDepartureReason(Model):
    code: ReasonCode
    """The kind of reason; `no_customer` if it never was a customer, such as a test account: then it
    counts as no departure."""
    text: Reason


class DepartureReason(NewDepartureReason):
    """Why a customer left."""

    by: str
    """Who gave the reason. Example: `"ann@pivotapp.ca"`"""
    at: datetime
    """When they gave it."""


class Departure(Model):
    """A customer that was taken off the list, as it was then."""

    company_id: CompanyId
    company: str
    """The customer's name. Example: `"Érablière Côté"`"""
    left_at: datetime
    """When it was taken off the list."""
    level: CompanyLevel
    """Its level at that time."""
    open_alerts: int
    """How many of its alerts were open. Example: `2`"""
    score: int | None = None
    """Its last health score, absent if there was none. Example: `41`"""
    reason: DepartureReason | None = None
    """Why it left, absent as long as nobody has said so."""


@departures_routes.put("/departures/<key:company_id>")
@Operation(Departure, body=NewDepartureReason)
def give_reason(company_id: str, body: NewDepartureReason) -> Departure:
    """Say why a customer left. It replaces a reason that was given before."""
    database, who, now = services().database(), current_person(), services().now()
    found = departures.read(database, company_id)
    if found is None:
        raise NotFound(f"{company_id!r} has not left.")
    reason = departure.DepartureReason(body.code, body.text, who.email, now)
    database.patch(departures.give_reason(company_id, reason))
    return Departure(**departure_fields(replace(found, reason=reason)))


def departure_fields(found: departure.Departure) -> dict[str, Any]:
    """Return the fields of the model Departure."""
    given = found.reason
    return {
        "company_id": found.company_id,
        "company": found.company,
        "left_at": found.left_at,
        "level": found.level,
        "open_alerts": found.open_alerts,
        "score": found.score,
        "reason": DepartureReason(code=given.code, text=given.text, by=given.by, at=given.at)
        if given
        else None,
    }
