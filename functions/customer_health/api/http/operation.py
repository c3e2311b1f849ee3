"""Declare what a route takes and gives, once, for both the checks and the OpenAPI document."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, get_args, get_origin

from flask import Response, request
from pydantic import BaseModel, ValidationError

from customer_health.api.http.caching import tag_with_version
from customer_health.api.http.problems import Unreadable
from customer_health.domain.roles import Role

Read = TypeVar("Read", bound=BaseModel)
View = Callable[..., Any]

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view takes and gives, as a decorator: the view is called with the path's parameters,
    and with `query` and `body` as their models; a model that it returns is sent as JSON.

    `role` is the lowest role that may call the route. `refuses` lists the error statuses that do
    not follow from the other fields; `also` lists the success statuses other than `status`. With
    `if_match` the request must name the version that it changes. With `idempotent` it must have an
    Idempotency-Key.
    """

    answer: type[BaseModel] | None = None
    _: KW_ONLY
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    role: Role = "agent"
    status: HTTPStatus = HTTPStatus.OK
    also: tuple[HTTPStatus, ...] = ()
    media: str = "application/json"
    refuses: tuple[int, ...] = ()
    if_match: bool = False
    idempotent: bool = False

    def __call__(self, view: View) -> View:
        @wraps(view)
        def call(**given: Any) -> Any:
            if self.query:
                given["query"] = in_query(self.query)
            if self.body:
                given["body"] = in_body(self.body)
            found = view(**given)
            return as_response(found, self.status) if isinstance(found, BaseModel) else found

        call.operation = self  # type: ignore[attr-defined]
        return call


def operation_of(view: View) -> Operation | None:
    """Return the Operation that decorates a view, or None."""
    return getattr(view, "operation", None)


def as_response(
    model: BaseModel, status: HTTPStatus = HTTPStatus.OK, *, location: str | None = None
) -> Response:
    """Send a model as JSON. `location` is the address of what the request made."""
    version = getattr(model, "version", None)
    if version is not None:
        tag_with_version(version)
    response = json_response(as_json(model), status)
    if location:
        response.headers["Location"] = location
    return response


def as_json(model: BaseModel) -> str:
    return model.model_dump_json(by_alias=True, exclude_none=True)


def json_response(body: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body, status, content_type="application/json")


EXACT = 2**53
"""From here on a float stands for more than one integer."""


def arguments(query: type[BaseModel]) -> dict[str, Any]:
    """Return the values of the query string. A parameter that is sent twice, though the model has
    no list there, is passed as a list, so that the model refuses it."""
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
    given = arguments(query)
    check_numbers(query, given)
    return checked("query", lambda: query.model_validate(given, by_alias=True, by_name=False))


def check_numbers(query: type[BaseModel], given: Mapping[str, Any]) -> None:
    """Raise Unreadable for a number that JSON would not write so: pydantic reads "1_0" as 10."""
    faults = [
        (f"query.{field.alias}", "write the number as in JSON")
        for field in query.model_fields.values()
        if {int, float} & set(types_in(field.annotation))
        and isinstance(text := given.get(field.alias or ""), str)
        and not NUMBER.fullmatch(text)
    ]
    if faults:
        raise Unreadable(faults)


def types_in(annotation: Any) -> Iterator[Any]:
    """Yield a field's type, and those that it is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from types_in(part)


def in_body(body: type[Read]) -> Read:
    """Read the body strictly: JSON has types of its own, so that "5" is no number. Query strings
    have none, and are read leniently."""
    try:
        request.get_json()  # Flask's own answers to another media type, and to what is no JSON
        found = json.loads(
            request.get_data(), object_pairs_hook=with_unique_keys, parse_float=number
        )
    except RecursionError as error:
        raise Unreadable([("body", "it is nested too deeply")]) from error
    except ValueError as error:
        raise Unreadable([("body", str(error))]) from error
    return checked(
        "body",
        lambda: body.model_validate_json(
            json.dumps(found), strict=True, by_alias=True, by_name=False
        ),
    )


def number(text: str) -> int | float:
    """Read a number with a point or an exponent. 2.0 is the integer 2, as JSON Schema has it;
    pydantic would refuse it."""
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < EXACT else found


def with_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of a body. Raises ValueError for a key that comes twice: of two amounts, the
    person who reads the log and the code that pays might each take another."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r:.50} comes twice")
    return found


def checked(where: str, read: Callable[[], Read]) -> Read:
    """Call `read`. Raises Unreadable, with every fault, if the request breaks its model."""
    try:
        return read()
    except ValidationError as error:
        faults = [
            (".".join([where, *map(str, fault["loc"])]), fault["msg"]) for fault in error.errors()
        ]
        raise Unreadable(faults) from error
