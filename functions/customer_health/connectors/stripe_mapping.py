"""Stripe's objects in our own words. Its amounts are whole cents too.

What the wrong type or an unknown word stands in raises ValueError or TypeError, and what is absent
AttributeError: all of them are answers that Stripe does not document.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from customer_health.domain.money import Money
from customer_health.domain.profile import (
    Discount,
    Invoice,
    InvoiceStatus,
    Payment,
    PaymentStatus,
    Plan,
)

if TYPE_CHECKING:
    import stripe

EPOCH = datetime.fromtimestamp(0, UTC)
LIVE = frozenset({"trialing", "active", "past_due", "unpaid", "paused"})
OWING = frozenset({"past_due", "unpaid"})
INTERVALS = frozenset({"day", "week", "month", "year"})


def money(cents: object, currency: str) -> Money:
    if type(cents) is not int:
        raise TypeError(f"an amount is {cents!r}")
    return Money(cents, currency.upper())


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def moment(seconds: object) -> datetime:
    if type(seconds) is not int:
        raise TypeError(f"a time is {seconds!r}")
    return datetime.fromtimestamp(seconds, UTC)


def invoice(found: "stripe.Invoice") -> Invoice:
    status: InvoiceStatus | None = next(
        (one for one in get_args(InvoiceStatus) if one == found.status), None
    )
    if status is None:
        raise ValueError(f"the status of invoice {found.id} is {found.status!r}")
    return Invoice(
        id=found.id,
        number=found.number,
        created_at=moment(found.created),
        amount=money(found.total, found.currency),
        status=status,
        due_at=instant(found.due_date or found.next_payment_attempt),
        paid_at=instant(found.status_transitions.paid_at),
    )


def payment(charge: "stripe.Charge") -> Payment:
    return Payment(
        id=charge.id,
        at=moment(charge.created),
        amount=money(charge.amount, charge.currency),
        succeeded=charge.status == "succeeded",
    )


def plan(price: "stripe.Price", name: str, quantity: int | None) -> Plan | None:
    """None where the price alone does not say what an interval costs: by tiers, in packages, or
    once only. Of several months, weeks and so on it is the share of one."""
    each = price.unit_amount_decimal
    if not price.recurring or price.transform_quantity or each is None:
        return None
    if price.recurring.interval not in INTERVALS:
        raise ValueError(f"the interval of price {price.id} is {price.recurring.interval!r}")
    share = Decimal(each) * (1 if quantity is None else quantity) / price.recurring.interval_count
    amount = money(int(share.to_integral_value()), price.currency)
    return Plan(price.id, name, amount, price.recurring.interval, quantity)  # type: ignore[arg-type]


def main_item(subscription: "stripe.Subscription") -> "stripe.SubscriptionItem":
    """The one that costs most."""
    return max(subscription.items.data, key=_cost)


def main_subscription(found: Iterable["stripe.Subscription"]) -> "stripe.Subscription | None":
    live = [one for one in found if one.status in LIVE]
    return max(live, key=lambda one: _cost(main_item(one)), default=None)


def _cost(item: "stripe.SubscriptionItem") -> int:
    unit = item.price.unit_amount
    return 0 if unit is None else money(unit, "").cents * (item.quantity or 1)


def discount(found: "stripe.Discount | str") -> Discount:
    if isinstance(found, str) or not found.source.coupon or isinstance(found.source.coupon, str):
        raise TypeError("a discount without its coupon")
    coupon = found.source.coupon
    amount = None if coupon.amount_off is None else money(coupon.amount_off, coupon.currency or "")
    return Discount(coupon.name or coupon.id, coupon.percent_off, amount, instant(found.end))


def standing(
    subscription: "stripe.Subscription | None",
    invoices: "Iterable[stripe.Invoice]",
    now: datetime,
) -> PaymentStatus:
    """What is owed comes before a pause."""
    owing = subscription and subscription.status in OWING
    if owing or any(_overdue(i, now) for i in invoices):
        return "past_due"
    if subscription is None:
        return "none"
    paused = subscription.pause_collection or subscription.status == "paused"
    return "paused" if paused else "current"


def _overdue(found: "stripe.Invoice", now: datetime) -> bool:
    """Its day is over, or it was charged in vain."""
    if found.status != "open":
        return False
    due = instant(found.due_date)
    return due < now if due else found.attempted
