"""`expand`: ids that are replaced by what they name, at most four levels deep."""

from copy import deepcopy
from typing import Any

from .account import DEEPEST, Account
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
"""The kind of object by the field that names it."""


def expanded(account: Account, answer: Json, paths: list[str]) -> Json:
    shown = deepcopy(answer)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}",
                "expand",
            )
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
    place[name] = _named(account, name, place[name])
    _expand(account, place[name], rest, path)


def _named(account: Account, name: str, value: Json) -> Json:
    if isinstance(value, list):
        return [_named(account, name, one) for one in value]
    if isinstance(value, str) and name in NAMES:
        return deepcopy(account.get(NAMES[name], value))
    return value
