"""Cut pages out of lists, and read and write their cursors."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from pydantic import Field
from werkzeug.exceptions import NotFound

from customer_health.api.http.models import Model

Item = TypeVar("Item")


class PageQuery(Model):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    """How many a page has at most. Example: `50`"""
    cursor: Annotated[str, Field(pattern="^[A-Za-z0-9_-]*$", max_length=4000)] = ""
    """The `next` of the page before; empty for the first. Example: `""`"""


def paged(
    items: Iterable[Item], position: Callable[[Item], tuple[Any, ...]], query: PageQuery
) -> tuple[list[Item], int, str | None]:
    """Return a page of items in the order of their positions, the number of all items, and the
    cursor of the next page, or None on the last one.

    Positions are made of JSON's own types, and no two are the same. Raises NotFound for a cursor of
    another list.
    """
    ordered = sorted(items, key=position)
    after = read_cursor(query.cursor) if query.cursor else None
    try:
        rest = [item for item in ordered if after is None or position(item) > after]
    except TypeError as error:
        raise no_such_page() from error
    page, more = rest[: query.limit], len(rest) > query.limit
    return page, len(ordered), write_cursor(position(page[-1])) if more else None


def write_cursor(after: Iterable[Any]) -> str:
    """Write the position after which the next page begins."""
    return urlsafe_b64encode(json.dumps(list(after)).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[Any, ...]:
    """Return the position in a cursor. Raises NotFound for a text that is no cursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return tuple(json.loads(urlsafe_b64decode(padded)))
    except (ValueError, TypeError, RecursionError) as error:
        raise no_such_page() from error


def no_such_page() -> NotFound:
    return NotFound("There is no such page: send the `next` of a page of this list and order.")
