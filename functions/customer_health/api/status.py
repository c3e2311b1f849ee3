"""`GET /v1/health`: whether the API answers, open to anybody; `GET /v1/me`: who is asking."""

from flask import Blueprint

from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Health, Me
from customer_health.api.http.operation import Operation

health_routes = Blueprint("health", __name__)


@health_routes.get("/health")
@Operation(Health)
def health() -> Health:
    """Whether the API answers."""
    return Health()


@health_routes.get("/me")
@Operation(Me)
def me() -> Me:
    """Who is asking, and what they may do."""
    asking = current_person()
    return Me(id=asking.uid, email=asking.email, role=asking.role)
