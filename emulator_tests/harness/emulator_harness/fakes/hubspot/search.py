"""Searches (POST /crm/v3/objects/{type}/search): filters, sorts and pages, with their limits."""

from collections.abc import Callable
from typing import Any

from .portal import SINGULAR, Portal, Record, invalid
from .properties import milliseconds

Json = Any

MAX_RESULTS = 10_000
PAGE = 200
GROUPS, FILTERS = 5, 6
PLURAL = {singular: plural for plural, singular in SINGULAR.items()}


def search(portal: Portal, kind: str, body: Json) -> Json:
    limit, after = int(body.get("limit", 10)), int(body.get("after") or 0)
    if not 0 < limit <= PAGE:
        raise invalid(f"limit must be between 1 and {PAGE}")
    if after + limit > MAX_RESULTS:
        raise invalid(f"paging after {MAX_RESULTS} results is not possible")
    objects = (portal.searched or portal.objects)[kind].values()
    found = [one for one in objects if not one.archived and _matches(portal, one, body)]
    for sort in reversed(body.get("sorts") or [{"propertyName": "hs_object_id"}]):
        name, down = sort["propertyName"], sort.get("direction") == "DESCENDING"
        found.sort(key=lambda one: _order(portal, one, name), reverse=down)
    page = found[after : after + limit]
    asked = body.get("properties") or ()
    more = after + limit < len(found)
    paging = {"paging": {"next": {"after": str(after + limit)}}} if more else {}
    results = [portal.shape(one, asked) for one in page]
    return {"total": len(found), "results": results, **paging}


def _matches(portal: Portal, record: Record, body: Json) -> bool:
    groups = body.get("filterGroups") or []
    if len(groups) > GROUPS or any(len(group["filters"]) > FILTERS for group in groups):
        raise invalid("too many filters")
    return not groups or any(
        all(_passes(portal, record, one) for one in group["filters"]) for group in groups
    )


def _passes(portal: Portal, record: Record, filter_: Json) -> bool:
    name, operator = str(filter_.get("propertyName")), str(filter_.get("operator"))
    value = filter_.get("value")
    if name.startswith("associations."):
        other = PLURAL.get(name.partition(".")[2], "")
        return str(value) in portal.associated(record.kind, record.id, other)
    if name not in portal.known[record.kind] and name != "hs_object_id":
        raise invalid("There was a problem with the request.")
    if operator not in OPERATORS:
        raise invalid(f"{operator} is not a known operator")
    held = record.properties.get(name)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return (held is None) == (operator == "NOT_HAS_PROPERTY")
    if held is None:
        return False
    return OPERATORS[operator](_comparable(portal, record.kind, name, held), _given(value))


def _given(value: Json) -> Json:
    text = str(value)
    return float(text) if text.lstrip("-").replace(".", "", 1).isdigit() else text.lower()


def _comparable(portal: Portal, kind: str, name: str, held: str) -> Json:
    """Return the value for comparisons: text in lower case, times in milliseconds."""
    type_ = portal.known[kind][name].type if name in portal.known[kind] else "number"
    if type_ in ("date", "datetime"):
        return milliseconds(held)
    return float(held) if held.replace(".", "", 1).isdigit() else held.lower()


def _order(portal: Portal, record: Record, name: str) -> tuple[bool, Json]:
    held = record.properties.get(name)
    return held is not None, "" if held is None else _comparable(portal, record.kind, name, held)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": lambda held, value: held == value,
    "NEQ": lambda held, value: held != value,
    "GT": lambda held, value: held > value,
    "GTE": lambda held, value: held >= value,
    "LT": lambda held, value: held < value,
    "LTE": lambda held, value: held <= value,
    "HAS_PROPERTY": lambda held, value: True,
    "NOT_HAS_PROPERTY": lambda held, value: False,
}
