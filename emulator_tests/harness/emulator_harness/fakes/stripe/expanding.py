"""`expand`: replaces ids in an answer by the objects that they name, to four levels."""

from copy import deepcopy
from typing import Any

from .account import MAX_EXPAND_LEVELS, Account
from .errors import invalid

Json = Any

NAMES = {
    "product": "product",
    "discounts": "discount",
    "discount": "discount",
    "coupon": "coupon",
    "customer": "customer",
    "latest_invoice": "invoice",
}
"""The kind of object that a field names."""


def expand(account: Account, answer: Json, paths: list[str]) -> Json:
    """Return a copy of the answer with the objects at these paths. Raises StripeError (400)."""
    shown = deepcopy(answer)
    for path in paths:
        steps = path.split(".")
        if len(steps) > MAX_EXPAND_LEVELS:
            limit = f"You cannot expand more than {MAX_EXPAND_LEVELS} levels of a property."
            raise invalid(f"{limit} Property: {path}", "expand")
        _expand(account, shown, steps, path)
    return shown


def _expand(account: Account, place: Json, steps: list[str], path: str) -> None:
    if isinstance(place, list):
        for one in place:
            _expand(account, one, steps, path)
        return
    if place is None or not steps or place.get("deleted"):
        return
    name, *rest = steps
    if name not in place:
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    place[name] = _look_up(account, name, place[name])
    _expand(account, place[name], rest, path)


def _look_up(account: Account, name: str, value: Json) -> Json:
    if isinstance(value, list):
        return [_look_up(account, name, one) for one in value]
    if isinstance(value, str) and name in NAMES:
        return deepcopy(account.get(NAMES[name], value))
    return value
