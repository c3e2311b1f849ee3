"""What a route takes and gives, said once: the checks and the OpenAPI document both follow it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, get_origin

from flask import Response, request
from pydantic import BaseModel, ValidationError

from customer_health.api.http.problems import Unreadable
from customer_health.domain.roles import Role

Read = TypeVar("Read", bound=BaseModel)
View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """`role` is the least that may ask; `refuses` the statuses of problems beyond the usual;
    `also` are statuses of a good answer beside `status`; `if_match` whether the request must name
    the version that it changes, `idempotent` whether it must come with a key of its own."""

    answer: type[BaseModel] | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    role: Role
    status: HTTPStatus
    media: str
    refuses: tuple[int, ...]
    if_match: bool
    idempotent: bool
    also: tuple[HTTPStatus, ...]


def operation(
    answer: type[BaseModel] | None = None,
    *,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    role: Role = "agent",
    status: HTTPStatus = HTTPStatus.OK,
    media: str = "application/json",
    refuses: tuple[int, ...] = (),
    if_match: bool = False,
    idempotent: bool = False,
    also: tuple[HTTPStatus, ...] = (),
) -> Callable[[View], View]:
    """The view is called with the path's parameters, and `query` and `body` as their models."""

    def wrap(view: View) -> View:
        @wraps(view)
        def call(**given: Any) -> Any:
            if query:
                given["query"] = in_query(query)
            if body:
                given["body"] = in_body(body)
            found = view(**given)
            return as_response(found, status) if isinstance(found, BaseModel) else found

        call.operation = Operation(  # type: ignore[attr-defined]
            answer, query, body, role, status, media, refuses, if_match, idempotent, also
        )
        return call

    return wrap


def operation_of(view: View) -> Operation | None:
    return getattr(view, "operation", None)


def as_response(model: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response:
    body = model.model_dump_json(by_alias=True, exclude_none=True)
    return Response(body, status, content_type="application/json")


def arguments(query: type[BaseModel]) -> dict[str, Any]:
    """A parameter that is no list and yet given twice is handed on as one, to be refused."""
    lists = {
        field.alias
        for field in query.model_fields.values()
        if get_origin(field.annotation) is tuple
    }
    return {
        name: values if name in lists or len(values) > 1 else values[0]
        for name, values in request.args.lists()
    }


def in_query(query: type[Read]) -> Read:
    return checked(
        "query", lambda: query.model_validate(arguments(query), by_alias=True, by_name=False)
    )


def in_body(body: type[Read]) -> Read:
    """No type is taken for another: that is for parameters, which are all texts."""
    try:
        request.get_json()
    except RecursionError as error:
        raise Unreadable([("body", "it is nested too deeply")]) from error
    return checked(
        "body",
        lambda: body.model_validate_json(
            request.get_data(), strict=True, by_alias=True, by_name=False
        ),
    )


def checked(where: str, read: Callable[[], Read]) -> Read:
    """Raises Unreadable, naming every fault."""
    try:
        return read()
    except ValidationError as error:
        faults = [
            (".".join([where, *map(str, fault["loc"])]), fault["msg"]) for fault in error.errors()
        ]
        raise Unreadable(faults) from error
