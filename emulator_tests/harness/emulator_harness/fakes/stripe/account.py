"""The state of an account: objects by kind and id, and lists of them."""

import time
from collections.abc import Callable
from typing import Any

from . import shapes
from .errors import invalid, missing

Json = Any

KINDS: dict[str, tuple[str, Callable[..., Json]]] = {
    "customer": ("cus", shapes.customer),
    "product": ("prod", shapes.product),
    "price": ("price", shapes.price),
    "subscription": ("sub", shapes.subscription),
    "subscription_item": ("si", shapes.subscription_item),
    "invoice": ("in", shapes.invoice),
    "line_item": ("il", shapes.line),
    "charge": ("ch", shapes.charge),
    "refund": ("re", shapes.refund),
    "customer_balance_transaction": ("cbtxn", shapes.balance_transaction),
    "coupon": ("coupon", shapes.coupon),
    "discount": ("di", shapes.discount),
    "credit_note": ("cn", shapes.credit_note),
}

MAX_EXPAND_LEVELS = 4
MAX_PAGE = 100


class Account:
    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Json]] = {kind: {} for kind in KINDS}
        self._count = 0

    def clear(self) -> None:
        for objects in self.objects.values():
            objects.clear()

    def put(self, kind: str, **fields: Json) -> Json:
        """Add an object, with a new id unless one is given, and return it."""
        prefix, shape = KINDS[kind]
        self._count += 1
        made = shape(**{"id": f"{prefix}_{self._count:06}", **fields})
        self.objects[kind][made["id"]] = made
        return made

    def get(self, kind: str, id_: str) -> Json:
        """Return an object. Raises StripeError (404)."""
        if id_ not in self.objects[kind]:
            raise missing(kind, id_)
        return self.objects[kind][id_]

    def list(self, kind: str, given: Json, **wanted: Json) -> Json:
        """Return a page, newest first, of the objects whose fields equal `wanted` (None: any)."""
        self._check_limit(given)
        newest = list(self.objects[kind].values())[::-1]
        newest.sort(key=lambda one: one["created"], reverse=True)
        since, until = _time_range(given.get("created", {}))
        found = [
            one
            for one in newest
            if since <= one["created"] <= until
            and all(one[name] == value for name, value in wanted.items() if value is not None)
        ]
        if after := given.get("starting_after"):
            ids = [one["id"] for one in found]
            if after not in ids:
                raise missing(kind, after, "starting_after", 400)
            found = found[ids.index(after) + 1 :]
        limit = int(given.get("limit", 10))
        return {"object": "list", "data": found[:limit], "has_more": len(found) > limit}

    def of_customer(self, kind: str, given: Json, **wanted: Json) -> Json:
        """Return a page of a customer's objects, or of all if `given` names no customer."""
        customer = given.get("customer")
        if customer is not None and customer not in self.objects["customer"]:
            raise missing("customer", customer, "customer", 400)
        return self.list(kind, given, customer=customer, **wanted)

    def now(self) -> int:
        return int(time.time())

    def _check_limit(self, given: Json) -> None:
        limit = given.get("limit", "10")
        if not str(limit).isdecimal() or not 1 <= int(limit) <= MAX_PAGE:
            raise invalid(f"This value must be between 1 and {MAX_PAGE}.", "limit")


def _time_range(created: Json) -> tuple[int, int]:
    """Return the first and last second that `created` allows: a time, or gte, gt, lte and lt."""
    if not isinstance(created, dict):
        return int(created), int(created)
    since = max(int(created.get("gte", 0)), int(created.get("gt", -1)) + 1)
    ends = [int(created["lte"])] if "lte" in created else []
    ends += [int(created["lt"]) - 1] if "lt" in created else []
    return since, min(ends, default=2**53)
