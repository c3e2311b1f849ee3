"""Query parameters of a read: their checks, and the range of an index that they mean."""

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from .ordering import LAST_KEY, Order, key_order, value_order
from .tree import BadRequestError, Path, is_key, parse_path

RANGE_PARAMETERS = ("startAt", "startAfter", "endAt", "endBefore", "equalTo")
LIMIT_PARAMETERS = ("limitToFirst", "limitToLast")
QUERY_PARAMETERS = ("orderBy", *RANGE_PARAMETERS, *LIMIT_PARAMETERS)
_NAMES = frozenset(QUERY_PARAMETERS)

FIRST: Order = ()
LAST: Order = ((9,),)


class Query(msgspec.Struct, frozen=True):
    """The children from `start` up to but not including `end`, and of these the first or last
    `limit`."""

    order_by: str
    start: Order = FIRST
    end: Order = LAST
    limit: int | None = None
    from_end: bool = False

    @property
    def is_restricted(self) -> bool:
        return self.limit is not None or (self.start, self.end) != (FIRST, LAST)


def parse_query(params: Mapping[str, str]) -> Query | None:
    """Return the query in `params`, or None for a plain read. Raises BadRequestError."""
    if _NAMES.isdisjoint(params):
        return None
    given = {name: params[name] for name in QUERY_PARAMETERS if name in params}
    if "orderBy" not in given:
        raise BadRequestError("orderBy must be defined when other query parameters are defined")
    order_by = _order_by(given["orderBy"])
    start, end = _range(order_by, given)
    limit, from_end = _limit(given)
    return Query(order_by, start, end, limit, from_end)


@lru_cache(1_000)
def _order_by(raw: str) -> str:
    try:
        order_by = msgspec.json.decode(raw, type=str)
    except msgspec.MsgspecError:
        raise BadRequestError("orderBy must be a valid JSON encoded path") from None
    if order_by in ("$key", "$value"):
        return order_by
    if order_by == "$priority":
        raise BadRequestError("orderBy $priority is not supported by this server")
    return "/".join(_child_path(order_by))


def _child_path(order_by: str) -> Path:
    try:
        path = parse_path(order_by)
    except BadRequestError:
        path = ()
    if not path:
        raise BadRequestError("orderBy must be a valid JSON encoded path")
    return path


def _range(order_by: str, given: Mapping[str, str]) -> tuple[Order, Order]:
    if "equalTo" in given and given.keys() & {"startAt", "startAfter", "endAt", "endBefore"}:
        raise BadRequestError(
            "equalTo cannot be specified in addition to startAfter, startAt, endAt, or endBefore"
        )
    _at_most_one(given, "startAt", "startAfter")
    _at_most_one(given, "endAt", "endBefore")
    if "equalTo" in given:
        bound = _bound(order_by, given["equalTo"])
        return bound, _after(bound)
    start, end = FIRST, LAST
    if "startAt" in given:
        start = _bound(order_by, given["startAt"])
    elif "startAfter" in given:
        start = _after(_bound(order_by, given["startAfter"]))
    if "endAt" in given:
        end = _after(_bound(order_by, given["endAt"]))
    elif "endBefore" in given:
        end = _bound(order_by, given["endBefore"])
    return start, end


def _bound(order_by: str, raw: str) -> Order:
    """Return the place in the index of a bound: `value`, or the cursor `value,"key"`."""
    try:
        value, *keys = msgspec.json.decode(f"[{raw}]")
    except (msgspec.MsgspecError, ValueError):
        raise BadRequestError("Constraint index field must be a JSON primitive") from None
    if isinstance(value, dict | list):
        raise BadRequestError("Constraint index field must be a JSON primitive")
    if order_by == "$key":
        if not isinstance(value, str) or keys:
            raise BadRequestError("Provided key index type is invalid, must be string")
        return (value_order(None), *_key_orders([value]))
    return (value_order(value), *_key_orders(keys))


def _key_orders(keys: list[object]) -> list[Order]:
    """Return the sort order of a cursor's key, in a list; an empty list if it has no key."""
    if len(keys) > 1 or not all(isinstance(key, str) and is_key(key) for key in keys):
        raise BadRequestError("Constraint key field must be a valid key name")
    return [key_order(str(key)) for key in keys]


def _after(bound: Order) -> Order:
    """Return the place just after all children at `bound` (of that value, or with that key)."""
    return (*bound, LAST_KEY)


def _limit(given: Mapping[str, str]) -> tuple[int | None, bool]:
    _at_most_one(given, *LIMIT_PARAMETERS)
    for name in LIMIT_PARAMETERS:
        raw = given.get(name)
        if raw is None:
            continue
        if not re.fullmatch(r"-?[0-9]{1,18}", raw):
            raise BadRequestError(f"{name} must be an integer")
        if int(raw) <= 0:
            raise BadRequestError(f"{name} must be positive")
        return int(raw), name == "limitToLast"
    return None, False


def _at_most_one(given: Mapping[str, str], *names: str) -> None:
    if len(present := [name for name in names if name in given]) > 1:
        raise BadRequestError(f"Only one of {' and '.join(present)} may be specified")
