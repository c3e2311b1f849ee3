"""`GET /v1/health`: whether the API answers, open to anybody."""

from typing import Any

from flask import Blueprint

routes = Blueprint("health", __name__)


@routes.get("/health")
def health() -> dict[str, Any]:
    return {"status": "ok"}
