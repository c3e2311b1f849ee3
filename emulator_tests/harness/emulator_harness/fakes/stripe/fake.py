"""The Stripe fake as tests use it: a running server, and methods that fill the account."""

from copy import deepcopy
from typing import Any

from emulator_harness.fakes.service import VendorService

from .server import Server

Json = Any

KEY = "rk_test_made_up"
EMPTY: Json = {"object": "list", "data": [], "has_more": False}


class StripeFake(VendorService):
    """An account whose API accepts `key`.

    `rate` is the number of requests that it accepts a second; None is no limit. Amounts are in
    cents, times in seconds. Each `put_…` returns the object, and takes more fields under Stripe's
    names.
    """

    def __init__(self, *, key: str = KEY, rate: int | None = None, port: int = 0) -> None:
        self.key = key
        self.server = Server(key, rate)
        super().__init__(self.server.app(), self.server.faults, port)

    def reset(self) -> None:
        """Delete all objects, faults and idempotency keys."""
        self.inside(self.server.reset)

    def forget_keys(self) -> None:
        """Forget all idempotency keys, as Stripe does after a day."""
        self.inside(self.server.answers.clear)

    def objects(self, kind: str) -> list[Json]:
        """Return the objects of a kind (Stripe's name, such as "refund"), oldest first."""
        return self.inside(lambda: deepcopy(list(self.server.account.objects[kind].values())))

    def put(self, kind: str, **fields: Json) -> Json:
        return self.inside(lambda: deepcopy(self.server.account.put(kind, **fields)))

    def change(self, kind: str, id_: str, /, **fields: Json) -> None:
        self.inside(lambda: self.server.account.get(kind, id_).update(fields))

    def put_customer(self, email: str | None, name: str | None = None, **fields: Json) -> Json:
        return self.put("customer", email=email, name=name, **fields)

    def put_price(self, product: str, amount: int | None, **fields: Json) -> Json:
        """Add a product and its price; `fields` may have `interval` and `interval_count`."""
        made = self.put("product", name=product)
        return self.put("price", product=made["id"], unit_amount=amount, **fields)

    def put_subscription(
        self, customer: str, price: Json, quantity: int | None = 1, **fields: Json
    ) -> Json:
        currency = price["currency"]
        made = self.put("subscription", customer=customer, currency=currency, **fields)
        return self.add_item(made["id"], price, quantity)

    def add_item(self, subscription: str, price: Json, quantity: int | None = 1) -> Json:
        def add() -> Json:
            account = self.server.account
            item = account.put(
                "subscription_item", subscription=subscription, price=price, quantity=quantity
            )
            made = account.get("subscription", subscription)
            items = made["items"] or {**EMPTY, "url": f"/v1/subscription_items?{subscription}"}
            made["items"] = {**items, "data": [*items["data"], item]}
            return deepcopy(made)

        return self.inside(add)

    def put_invoice(
        self, customer: str, total: int, status: str = "open", lines: Json = (), **fields: Json
    ) -> Json:
        """Add an invoice. `lines` are the fields of its line items.

        The amounts paid and due follow from `total` and `status` unless they are given.
        """
        paid = total if status == "paid" else 0
        amounts = {
            "total": total,
            "subtotal": total,
            "amount_due": total,
            "amount_paid": paid,
            "amount_remaining": total - paid,
        }
        made = self.put("invoice", customer=customer, status=status, **{**amounts, **fields})
        for line in lines:
            self.put("line_item", invoice=made["id"], currency=made["currency"], **line)
        return made

    def put_charge(
        self, customer: str, amount: int, status: str = "succeeded", **fields: Json
    ) -> Json:
        paid = status == "succeeded"
        captured = {"amount": amount, "amount_captured": amount if paid else 0, "paid": paid}
        return self.put("charge", customer=customer, status=status, **{**captured, **fields})

    def put_discount(self, subscription: str, end: int | None = None, **coupon: Json) -> Json:
        """Add a coupon, and a discount with it on a subscription."""
        made = self.put("coupon", **coupon)
        discount = self.put("discount", coupon=made["id"], subscription=subscription, end=end)

        def add() -> None:
            self.server.account.get("subscription", subscription)["discounts"].append(
                discount["id"]
            )

        self.inside(add)
        return discount
