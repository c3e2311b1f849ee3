"""`GET /v1/openapi.json` describes the API from its routes and models; `GET /v1/docs` shows the
same as a page for people."""

import sys
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, json

from customer_health.api.document.answers import components
from customer_health.api.document.description import describe, path_of, uses
from customer_health.api.document.examples import Json
from customer_health.api.document.schemas import schemas_of
from customer_health.api.http.operation import operation_of
from customer_health.api.http.services import services_of

document_routes = Blueprint("document", __name__)

PREFIX = "/v1"
PLACEHOLDER = "customer-health.example.com"
"""The host in a document that was made without a deployment's settings."""

INFO = {
    "title": "Pivot customer health",
    "version": "1",
    "description": "Which customers are about to leave, and why.",
    "contact": {"name": "The customer-success team of Pivot"},
    "license": {"name": "All rights reserved", "identifier": "LicenseRef-Pivot"},
}
SIGNED_IN = "A Firebase ID token of an account with a verified address of the configured domain."


@document_routes.get("/openapi.json")
def openapi() -> Response:
    return Response(json.dumps(document(current_app)), content_type="application/json")


@document_routes.get("/docs")
def page() -> Response:
    return Response(as_page(document(current_app)), content_type="text/html; charset=utf-8")


@cache
def document(flask: Flask) -> Json:
    """Return the API's OpenAPI 3.1 document."""
    operations = [
        (rule, operation, flask.view_functions[rule.endpoint].__doc__ or "")
        for rule in sorted(flask.url_map.iter_rules(), key=str)
        if (operation := operation_of(flask.view_functions[rule.endpoint]))
    ]
    schemas = schemas_of([use for _, one, _ in operations for use in uses(one)])
    paths: Json = {}
    for rule, operation, docstring in operations:
        described = describe(rule, operation, docstring, schemas)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        paths.setdefault(path_of(rule).removeprefix(PREFIX), {}).update(
            dict.fromkeys(map(str.lower, methods), described)
        )
    token = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": SIGNED_IN}
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": servers(services_of(flask).config.dashboard),
        "security": [{"idToken": []}],
        "tags": tags(flask, {rule.endpoint.split(".")[0] for rule, _, _ in operations}),
        "paths": paths,
        "components": {
            "schemas": schemas.definitions,
            **components(),
            "securitySchemes": {"idToken": token},
        },
    }


def servers(dashboard: str) -> list[Json]:
    """List the API's addresses: below Hosting's `/api`, where the dashboard is."""
    host = {
        "default": urlsplit(dashboard).netloc or PLACEHOLDER,
        "description": "The host of the dashboard.",
    }
    return [
        {
            "url": "https://{host}/api" + PREFIX,
            "description": "A deployment.",
            "variables": {"host": host},
        },
        {"url": f"http://127.0.0.1:5000/api{PREFIX}", "description": "The local suite."},
    ]


def tags(flask: Flask, used: set[str]) -> list[Json]:
    """Describe the parts of the API, by the docstrings of their routes' modules."""
    return [
        {"name": name, "description": (sys.modules[part.import_name].__doc__ or "").strip()}
        for name, part in sorted(flask.blueprints.items())
        if name in used
    ]


def as_page(described: Mapping[str, Any]) -> str:
    """Write the document as HTML, without a script, and without anything from another server."""
    title = escape(described["info"]["title"])
    sections = "".join(
        operation_as_html(method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1rem;margin-top:2rem}td,th{text-align:left;padding-right:1rem}</style>"
        f'<h1>{title}</h1><p><a href="openapi.json">openapi.json</a></p>{sections}</html>'
    )


def operation_as_html(method: str, path: str, operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code><td>{one['in']}"
        f"<td>{escape(one['description'])}<td><code>{escape(json.dumps(one['schema']))}</code>"
        for one in operation["parameters"]
    )
    table = f"<table><tr><th>parameter<th>in<th>meaning<th>schema{rows}</table>" if rows else ""
    answers = ", ".join(operation["responses"])
    return (
        f"<h2><code>{method.upper()} {PREFIX}{escape(path)}</code></h2>"
        f"<p>{escape(operation['description'])}</p>{table}<p>Answers: {answers}</p>"
    )
