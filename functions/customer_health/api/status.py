"""`GET /v1/health` says that the API answers; `GET /v1/me` says who is signed in."""

from flask import Blueprint

from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Health, Me
from customer_health.api.http.operation import Operation

health_routes = Blueprint("health", __name__)


@health_routes.get("/health")
@Operation(Health)
def health() -> Health:
    """Say that the API answers."""
    return Health()


@health_routes.get("/me")
@Operation(Me)
def me() -> Me:
    """Return the account that is signed in, with its role."""
    person = current_person()
    return Me(id=person.uid, email=person.email, role=person.role)
