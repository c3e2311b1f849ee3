"""`GET /v1/openapi.json` describes the API from its routes and models; `GET /v1/docs` shows the
same as a page for people."""

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json

from customer_health.api.http.description import describe, path_of, uses
from customer_health.api.http.operation import operation_of
from customer_health.api.http.schemas import Json, schemas_of

document_routes = Blueprint("document", __name__)

PREFIX = "/v1"


@document_routes.get("/openapi.json")
def openapi() -> Response:
    return Response(json.dumps(document(current_app)), content_type="application/json")


@document_routes.get("/docs")
def page() -> Response:
    return Response(as_page(document(current_app)), content_type="text/html; charset=utf-8")


@cache
def document(flask: Flask) -> Json:
    """Return the API's OpenAPI 3.1 document. Its paths are relative to its own address, so that
    they hold below Hosting's `/api` as well."""
    operations = [
        (rule, operation, flask.view_functions[rule.endpoint].__doc__ or "")
        for rule in sorted(flask.url_map.iter_rules(), key=str)
        if (operation := operation_of(flask.view_functions[rule.endpoint]))
    ]
    schemas, definitions = schemas_of([use for _, one, _ in operations for use in uses(one)])
    paths: Json = {}
    for rule, operation, docstring in operations:
        described = describe(rule, operation, docstring, schemas)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        paths.setdefault(path_of(rule).removeprefix(PREFIX), {}).update(
            dict.fromkeys(map(str.lower, methods), described)
        )
    token = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pivot customer health", "version": "1"},
        "servers": [{"url": "."}],
        "security": [{"idToken": []}],
        "paths": paths,
        "components": {"schemas": definitions, "securitySchemes": {"idToken": token}},
    }


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
        f"<td><code>{escape(json.dumps(one['schema']))}</code>"
        for one in operation["parameters"]
    )
    table = f"<table><tr><th>parameter<th>in<th>schema{rows}</table>" if rows else ""
    answers = ", ".join(operation["responses"])
    return (
        f"<h2><code>{method.upper()} {PREFIX}{escape(path)}</code></h2>"
        f"<p>{escape(operation['description'])}</p>{table}<p>Answers: {answers}</p>"
    )
