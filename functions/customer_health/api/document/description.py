"""Describe one operation for the OpenAPI document, from its route, models and docstring."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from werkzeug.routing import Rule

from customer_health.api.document.answers import ETAG, JSON, answer, refused
from customer_health.api.document.examples import Json, example_of
from customer_health.api.document.schemas import Schemas, Use, query_parameters
from customer_health.api.http.auth import OPEN
from customer_health.api.http.models import Problem
from customer_health.api.http.operation import Operation
from customer_health.api.http.paths import PARAMETERS, path_schema
from customer_health.api.http.preconditions import IDEMPOTENCY_KEY, VERSION

PARAMETER = re.compile(r"<(\w+):(\w+)>")
"""A parameter in a route: its converter and its name."""

HEADERS: Mapping[str, tuple[Json, str, str]] = {
    "If-Match": (
        {"type": "string", "pattern": VERSION},
        "The `ETag` or the `version` that the change was meant for.",
        '"1.1"',
    ),
    "Idempotency-Key": (
        {"type": "string", "pattern": IDEMPOTENCY_KEY},
        "A key of your own, such as a UUID. A request that is sent again with it is the same one.",
        "0b8f3a52-7c1e-4d59-9a4f-3f2b6c1d8e70",
    ),
    "If-None-Match": (
        {"type": "string"},
        "The `ETag` of the answer that you have: while it holds, the answer is a 304.",
        ETAG,
    ),
}
"""Headers of requests: the schema of their values, what they mean, and an example."""

FILES: Mapping[str, Json] = {
    "application/zip": {"type": "string", "format": "binary"},
    "text/csv": {"type": "string"},
}
"""The schemas of answers that are files, by their media types."""


def path_of(rule: Rule) -> str:
    return PARAMETER.sub(r"{\2}", rule.rule)


def uses(operation: Operation) -> list[Use]:
    """List the models of an operation."""
    found: list[Use] = [(Problem, "serialization")]
    if operation.answer:
        found.append((operation.answer, "serialization"))
    if operation.body:
        found.append((operation.body, "validation"))
    return found


def describe(rule: Rule, operation: Operation, docstring: str, schemas: Schemas) -> Json:
    is_open = rule.endpoint in OPEN
    good = [operation.status, *operation.also]
    if is_conditional(rule, operation):
        good.append(HTTPStatus.NOT_MODIFIED)
    responses = {status: answered(operation, status, schemas) for status in good}
    responses |= {status: refused(status) for status in refusals(rule, operation)}
    return {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.split(".")[0]],
        "summary": docstring.split("\n")[0],
        "description": f"{docstring}\n\nFor: {'anybody' if is_open else operation.role}.",
        **({"security": []} if is_open else {}),
        "parameters": parameters(rule, operation),
        **body(operation, schemas),
        "responses": {str(int(status)): response for status, response in responses.items()},
    }


def is_conditional(rule: Rule, operation: Operation) -> bool:
    """Return whether a client may ask for an answer only if it has changed."""
    return "GET" in (rule.methods or ()) and operation.media == JSON


def refusals(rule: Rule, operation: Operation) -> list[HTTPStatus]:
    """List the statuses of the problems that an operation may answer with."""
    usual: list[tuple[object, set[int]]] = [
        (True, {500}),
        (rule.endpoint not in OPEN, {401, 403, 429, 503}),
        (rule.arguments, {404}),
        (operation.query, {422}),
        (operation.body, {400, 413, 415, 422}),
        (operation.if_match, {412, 428}),
        (operation.idempotent, {409, 422}),
    ]
    found = set(operation.refuses).union(*(statuses for applies, statuses in usual if applies))
    return [HTTPStatus(status) for status in sorted(found)]


def parameters(rule: Rule, operation: Operation) -> list[Json]:
    return [
        *(in_path(converter, name) for converter, name in PARAMETER.findall(rule.rule)),
        *(query_parameters(operation.query) if operation.query else ()),
        *([in_header("If-Match")] if operation.if_match else ()),
        *([in_header("Idempotency-Key")] if operation.idempotent else ()),
        *([in_header("If-None-Match", required=False)] if is_conditional(rule, operation) else ()),
    ]


def in_path(converter: str, name: str) -> Json:
    description, example = PARAMETERS[name]
    return parameter("path", name, description, path_schema(converter), example)


def in_header(name: str, *, required: bool = True) -> Json:
    schema, description, example = HEADERS[name]
    return parameter("header", name, description, schema, example) | {"required": required}


def parameter(where: str, name: str, description: str, schema: Json, example: str) -> Json:
    return {
        "name": name,
        "in": where,
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


def body(operation: Operation, schemas: Schemas) -> Json:
    if not operation.body:
        return {}
    schema = schemas.of[operation.body, "validation"]
    content = {"schema": schema, "example": example_of(schema, schemas.definitions)}
    return {"requestBody": {"required": True, "content": {JSON: content}}}


def answered(operation: Operation, status: HTTPStatus, schemas: Schemas) -> Json:
    """Describe an answer that is no problem."""
    if operation.media in FILES:
        return answer(status, {"schema": FILES[operation.media]}, operation.media)
    if not operation.answer:
        return answer(status, {})
    schema = schemas.of[operation.answer, "serialization"]
    return answer(status, {"schema": schema, "example": example_of(schema, schemas.definitions)})
