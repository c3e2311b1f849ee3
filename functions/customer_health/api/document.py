"""`GET /v1/openapi.json`: the API, described from its routes and models; `GET /v1/docs`: the same
as a page for people."""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode
from werkzeug.routing import Rule

from customer_health.api.access import OPEN
from customer_health.api.models import Problem
from customer_health.api.operation import Operation, operation_of
from customer_health.api.preconditions import IDEMPOTENCY_KEY

routes = Blueprint("document", __name__)

Json = dict[str, Any]
PREFIX = "/v1"
REF = "#/components/schemas/{model}"


@routes.get("/openapi.json")
def openapi() -> Response:
    return Response(json.dumps(document(current_app)), content_type="application/json")


@routes.get("/docs")
def page() -> Response:
    return Response(as_page(document(current_app)), content_type="text/html; charset=utf-8")


@cache
def document(flask: Flask) -> Json:
    """OpenAPI 3.1. Paths are below `servers`, so that it holds with and without Hosting."""
    schemas: Json = {}
    paths: Json = {}
    for rule in sorted(flask.url_map.iter_rules(), key=str):
        operation = operation_of(flask.view_functions[rule.endpoint])
        if operation:
            path = "".join(f"{{{part}}}" if dynamic else part for dynamic, part in parts(rule))
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            view = flask.view_functions[rule.endpoint]
            described = describe(rule, operation, view.__doc__ or "", schemas)
            paths.setdefault(path.removeprefix(PREFIX), {}).update(
                dict.fromkeys(map(str.lower, methods), described)
            )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pivot customer health", "version": "1"},
        "servers": [{"url": "."}],
        "security": [{"idToken": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    for dynamic, part in rule._trace:
        if part != "|":
            yield dynamic, part


def describe(rule: Rule, operation: Operation, text: str, schemas: Json) -> Json:
    is_open = rule.endpoint in OPEN
    statuses = {*operation.refuses, *(() if is_open else (401, 403))}
    statuses |= {404} if rule.arguments else set()
    statuses |= {422} if operation.query or operation.body else set()
    statuses |= {400, 415} if operation.body else set()
    statuses |= {412, 428} if operation.if_match else set()
    statuses |= {409, 422} if operation.idempotent else set()
    problem = schema_of(Problem, "serialization", schemas)
    return {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.split(".")[0]],
        "summary": text.split("\n")[0],
        "description": f"{text}\n\nFor: {'anybody' if is_open else operation.role}.",
        **({"security": []} if is_open else {}),
        "parameters": [*path_parameters(rule), *other_parameters(operation, schemas)],
        **body_of(operation, schemas),
        "responses": {
            **{
                str(int(status)): answer_of(operation, status, schemas)
                for status in (operation.status, *operation.also)
            },
            **{
                str(status): {
                    "description": HTTPStatus(status).phrase,
                    "content": {"application/problem+json": {"schema": problem}},
                }
                for status in sorted(statuses)
            },
        },
    }


def path_parameters(rule: Rule) -> list[Json]:
    return [
        {
            "name": part,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{rule._converters[part].regex}$"},
        }
        for dynamic, part in parts(rule)
        if dynamic
    ]


def other_parameters(operation: Operation, schemas: Json) -> list[Json]:
    found = []
    if operation.query:
        whole = operation.query.model_json_schema(ref_template=REF)
        schemas.update(whole.pop("$defs", {}))
        found = [
            {
                "name": name,
                "in": "query",
                "required": name in whole.get("required", ()),
                "schema": schema,
            }
            for name, schema in whole["properties"].items()
        ]
    if operation.if_match:
        version = {"type": "string", "pattern": r'^"?[0-9]+(\.[0-9]+)?"?$'}
        found.append({"name": "If-Match", "in": "header", "required": True, "schema": version})
    if operation.idempotent:
        key = {"type": "string", "pattern": IDEMPOTENCY_KEY}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": key})
    return found


def body_of(operation: Operation, schemas: Json) -> Json:
    if not operation.body:
        return {}
    schema = schema_of(operation.body, "validation", schemas)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answer_of(operation: Operation, status: HTTPStatus, schemas: Json) -> Json:
    answer: Json = {"description": status.phrase}
    if operation.answer:
        schema = schema_of(operation.answer, "serialization", schemas)
        answer["content"] = {operation.media: {"schema": schema}}
    elif status != HTTPStatus.NO_CONTENT:
        answer["content"] = {operation.media: {"schema": {"type": "string"}}}
    return answer


def schema_of(model: type[BaseModel], mode: JsonSchemaMode, schemas: Json) -> Json:
    schema = model.model_json_schema(ref_template=REF, mode=mode)
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"$ref": REF.format(model=model.__name__)}


def as_page(described: Mapping[str, Any]) -> str:
    """No script and nothing fetched from elsewhere."""
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
