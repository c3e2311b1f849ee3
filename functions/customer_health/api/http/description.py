"""Describe one operation for the OpenAPI document, from its route, models and docstring."""

import re
from http import HTTPStatus

from werkzeug.routing import Rule

from customer_health.api.http.auth import OPEN
from customer_health.api.http.models import Problem
from customer_health.api.http.operation import Operation
from customer_health.api.http.paths import path_schema
from customer_health.api.http.preconditions import IDEMPOTENCY_KEY, VERSION
from customer_health.api.http.schemas import Json, Schemas, Use, query_parameters

PARAMETER = re.compile(r"<(\w+):(\w+)>")
"""A parameter in a route: its converter and its name."""

HEADERS = {"If-Match": VERSION, "Idempotency-Key": IDEMPOTENCY_KEY}


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
    good, bad = (operation.status, *operation.also), refusals(rule, operation)
    responses = [(status, answer(operation, status, schemas)) for status in good]
    responses += [(status, problem(status, schemas)) for status in bad]
    return {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.split(".")[0]],
        "summary": docstring.split("\n")[0],
        "description": f"{docstring}\n\nFor: {'anybody' if is_open else operation.role}.",
        **({"security": []} if is_open else {}),
        "parameters": parameters(rule, operation),
        **body(operation, schemas),
        "responses": {str(int(status)): response for status, response in responses},
    }


def refusals(rule: Rule, operation: Operation) -> list[HTTPStatus]:
    """List the statuses of the problems that an operation may answer with."""
    usual: list[tuple[object, set[int]]] = [
        (rule.endpoint not in OPEN, {401, 403}),
        (rule.arguments, {404}),
        (operation.query, {422}),
        (operation.body, {400, 415, 422}),
        (operation.if_match, {412, 428}),
        (operation.idempotent, {409, 422}),
    ]
    found = set(operation.refuses).union(*(statuses for applies, statuses in usual if applies))
    return [HTTPStatus(status) for status in sorted(found)]


def parameters(rule: Rule, operation: Operation) -> list[Json]:
    needed = {"If-Match": operation.if_match, "Idempotency-Key": operation.idempotent}
    return [
        *(
            {"name": name, "in": "path", "required": True, "schema": path_schema(converter)}
            for converter, name in PARAMETER.findall(rule.rule)
        ),
        *(query_parameters(operation.query) if operation.query else ()),
        *(
            {
                "name": name,
                "in": "header",
                "required": True,
                "schema": {"type": "string", "pattern": pattern},
            }
            for name, pattern in HEADERS.items()
            if needed[name]
        ),
    ]


def body(operation: Operation, schemas: Schemas) -> Json:
    if not operation.body:
        return {}
    schema = schemas[operation.body, "validation"]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answer(operation: Operation, status: HTTPStatus, schemas: Schemas) -> Json:
    if status == HTTPStatus.NO_CONTENT:
        return {"description": status.phrase}
    model = operation.answer
    schema = schemas[model, "serialization"] if model else {"type": "string"}
    return {"description": status.phrase, "content": {operation.media: {"schema": schema}}}


def problem(status: HTTPStatus, schemas: Schemas) -> Json:
    schema = schemas[Problem, "serialization"]
    return {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }
