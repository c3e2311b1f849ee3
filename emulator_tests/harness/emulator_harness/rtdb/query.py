"""The query parameters of a read, checked and turned into a range of an index."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from .ordering import LAST_KEY, Order, key_order, value_order
from .tree import BadRequestError, Path, parse_path

RANGE_PARAMETERS = ("startAt", "startAfter", "endAt", "endBefore", "equalTo")
LIMIT_PARAMETERS = ("limitToFirst", "limitToLast")
QUERY_PARAMETERS = ("orderBy", *RANGE_PARAMETERS, *LIMIT_PARAMETERS)

_FIRST: Order = ()
_LAST: Order = ((9,),)


@dataclass(frozen=True, slots=True)
class Query:
    """Children between `start` and `end` (half open), of which the first or last `limit`."""

    order_by: str
    start: Order = _FIRST
    end: Order = _LAST
    limit: int | None = None
    from_end: bool = False

    @property
    def narrows(self) -> bool:
        return self.limit is not None or (self.start, self.end) != (_FIRST, _LAST)


def parse_query(params: Mapping[str, str]) -> Query | None:
    """The query that `params` ask for; None for a plain read."""
    given = {name: params[name] for name in QUERY_PARAMETERS if name in params}
    if not given:
        return None
    order_by = _order_by(given)
    start, end = _range(order_by, given)
    limit, from_end = _limit(given)
    return Query(order_by, start, end, limit, from_end)


def _order_by(given: Mapping[str, str]) -> str:
    if "orderBy" not in given:
        raise BadRequestError("orderBy must be defined when other query parameters are defined")
    try:
        order_by = msgspec.json.decode(given["orderBy"], type=str)
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
    _at_most_one(given, "startAt", "startAfter", "equalTo")
    _at_most_one(given, "endAt", "endBefore", "equalTo")
    bounds = {
        name: _bound(name, order_by, given[name]) for name in RANGE_PARAMETERS if name in given
    }
    start, end = _FIRST, _LAST
    for name, bound in bounds.items():
        match name:
            case "startAt":
                start = bound
            case "startAfter":
                start = _after(bound)
            case "endAt":
                end = _after(bound)
            case "endBefore":
                end = bound
            case "equalTo":
                start, end = bound, _after(bound)
    return start, end


def _bound(name: str, order_by: str, raw: str) -> Order:
    """The place of `value` or of the cursor `value,"key"` in the index's order."""
    try:
        value, *keys = msgspec.json.decode(f"[{raw}]")
    except (msgspec.MsgspecError, ValueError):
        raise BadRequestError(f"{name} must be a valid JSON value") from None
    if isinstance(value, dict | list) or len(keys) > 1 or not all(isinstance(k, str) for k in keys):
        raise BadRequestError(f"{name} must be a JSON string, number, boolean or null")
    if order_by != "$key":
        return (value_order(value), *map(key_order, keys))
    if not isinstance(value, str) or keys:
        raise BadRequestError("Provided key index type is invalid, must be string")
    return (value_order(None), key_order(value))


def _after(bound: Order) -> Order:
    """Just past every child at `bound`: of that value, or the one child that it names."""
    return (*bound, LAST_KEY)


def _limit(given: Mapping[str, str]) -> tuple[int | None, bool]:
    _at_most_one(given, *LIMIT_PARAMETERS)
    for name in LIMIT_PARAMETERS:
        raw = given.get(name)
        if raw is None:
            continue
        if not (raw.isascii() and raw.isdigit() and int(raw) > 0):
            raise BadRequestError(f"{name} must be a positive integer")
        return int(raw), name == "limitToLast"
    return None, False


def _at_most_one(given: Mapping[str, str], *names: str) -> None:
    if len(present := [name for name in names if name in given]) > 1:
        raise BadRequestError(f"{' and '.join(present)} cannot both be defined")
