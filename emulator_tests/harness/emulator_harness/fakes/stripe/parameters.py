"""Stripe's parameters: a form or a query, in which brackets mean nesting."""

import re
from collections.abc import Iterable
from typing import Any

from .errors import invalid

Json = Any


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Decode `a[b]=1` to {"a": {"b": "1"}}, and `a[0]=1` or `a[]=1` to {"a": ["1"]}."""
    tree: dict[str, Json] = {}
    for name, value in pairs:
        path = [name.split("[")[0], *re.findall(r"\[([^\]]*)\]", name)]
        place = tree
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1] or str(len(place))] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    parts = {name: _listed(part) for name, part in value.items()}
    if parts and all(name.isdecimal() for name in parts):
        return [parts[name] for name in sorted(parts, key=int)]
    return parts


def whole(given: dict[str, Json], name: str, default: int | None = None) -> int:
    value = given.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        if name not in given:
            raise invalid(f"Missing required param: {name}.", name, "parameter_missing") from None
        raise invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer") from None


def text(given: dict[str, Json], name: str) -> str:
    if not given.get(name):
        raise invalid(f"Missing required param: {name}.", name, "parameter_missing")
    return str(given[name])


def refuse_unknown(given: dict[str, Json], known: Iterable[str]) -> None:
    for name in given.keys() - {*known, "expand"}:
        raise invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")
