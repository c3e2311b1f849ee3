"""`GET /v1/openapi.json`: the API, described from its routes and models; `GET /v1/docs`: the same
as a page for people. `python -m customer_health.api.document` prints the first."""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core.core_schema import WithDefaultSchema
from werkzeug.routing import BaseConverter, Rule

from customer_health.api.http.auth import OPEN
from customer_health.api.http.models import Problem
from customer_health.api.http.operation import Operation, operation_of
from customer_health.api.http.paths import OneOf
from customer_health.api.http.preconditions import IDEMPOTENCY_KEY

document_routes = Blueprint("document", __name__)

Json = dict[str, Any]
PREFIX = "/v1"
REF = "#/components/schemas/{model}"
Use = tuple[type[BaseModel], JsonSchemaMode]
Schemas = Mapping[Any, Json]
"""Where a model is described, by its Use."""


@document_routes.get("/openapi.json")
def openapi() -> Response:
    return Response(json.dumps(document(current_app)), content_type="application/json")


@document_routes.get("/docs")
def page() -> Response:
    return Response(as_page(document(current_app)), content_type="text/html; charset=utf-8")


@cache
def document(flask: Flask) -> Json:
    """OpenAPI 3.1. Paths are below `servers`, so that it holds with and without Hosting."""
    described = [
        (rule, operation)
        for rule in sorted(flask.url_map.iter_rules(), key=str)
        if (operation := operation_of(flask.view_functions[rule.endpoint]))
    ]
    schemas, definitions = models_json_schema(
        [use for _, operation in described for use in uses(operation)],
        ref_template=REF,
        schema_generator=Shapes,
    )
    paths: Json = {}
    for rule, operation in described:
        path = "".join(f"{{{part}}}" if dynamic else part for dynamic, part in parts(rule))
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        text = flask.view_functions[rule.endpoint].__doc__ or ""
        paths.setdefault(path.removeprefix(PREFIX), {}).update(
            dict.fromkeys(map(str.lower, methods), describe(rule, operation, text, schemas))
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pivot customer health", "version": "1"},
        "servers": [{"url": "."}],
        "security": [{"idToken": []}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


class Shapes(GenerateJsonSchema):
    """What is not known is left out of an answer, never null; any other default is written."""

    def default_schema(self, schema: WithDefaultSchema) -> Json:
        if self.mode == "serialization" and schema.get("default", ...) is None:
            return without_null(self.generate_inner(schema["schema"]))
        return super().default_schema(schema)

    def field_is_required(self, field: Any, total: bool) -> bool:
        schema = field["schema"]
        return schema["type"] != "default" or (
            self.mode == "serialization" and schema.get("default", ...) is not None
        )

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def without_null(schema: Json) -> Json:
    """Of what may be left out, as it is where it is not."""
    match schema:
        case {"anyOf": [one, {"type": "null"}], **others}:
            return {**one, **{name: value for name, value in others.items() if name != "default"}}
    return schema


def uses(operation: Operation) -> Iterator[Use]:
    """The models, and whether they are written or read."""
    yield Problem, "serialization"
    if operation.answer:
        yield operation.answer, "serialization"
    if operation.body:
        yield operation.body, "validation"


def parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    for dynamic, part in rule._trace:
        if part != "|":
            yield dynamic, part


def describe(rule: Rule, operation: Operation, text: str, schemas: Schemas) -> Json:
    is_open = rule.endpoint in OPEN
    statuses = {*operation.refuses, *(() if is_open else (401, 403))}
    statuses |= {404} if rule.arguments else set()
    statuses |= {422} if operation.query or operation.body else set()
    statuses |= {400, 415} if operation.body else set()
    statuses |= {412, 428} if operation.if_match else set()
    statuses |= {409, 422} if operation.idempotent else set()
    problem = schemas[Problem, "serialization"]
    return {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.split(".")[0]],
        "summary": text.split("\n")[0],
        "description": f"{text}\n\nFor: {'anybody' if is_open else operation.role}.",
        **({"security": []} if is_open else {}),
        "parameters": [*path_parameters(rule), *other_parameters(operation)],
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
            "schema": {"type": "string", **accepted(rule._converters[part])},
        }
        for dynamic, part in parts(rule)
        if dynamic
    ]


def accepted(converter: BaseConverter) -> Json:
    if isinstance(converter, OneOf):
        return {"enum": list(converter.words)}
    return {"pattern": f"^{converter.regex}$"}


def other_parameters(operation: Operation) -> list[Json]:
    found = []
    if operation.query:
        whole = operation.query.model_json_schema(ref_template=REF, schema_generator=Shapes)
        found = [
            {
                "name": name,
                "in": "query",
                "required": name in whole.get("required", ()),
                "schema": without_null(schema),
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


def body_of(operation: Operation, schemas: Schemas) -> Json:
    if not operation.body:
        return {}
    schema = schemas[operation.body, "validation"]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answer_of(operation: Operation, status: HTTPStatus, schemas: Schemas) -> Json:
    answer: Json = {"description": status.phrase}
    if operation.answer:
        schema = schemas[operation.answer, "serialization"]
        answer["content"] = {operation.media: {"schema": schema}}
    elif status != HTTPStatus.NO_CONTENT:
        answer["content"] = {operation.media: {"schema": {"type": "string"}}}
    return answer


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
