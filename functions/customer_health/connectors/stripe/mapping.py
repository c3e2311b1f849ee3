"""Stripe's objects as the domain's records. Stripe's amounts are whole cents, as the domain's.

The SDK doesn't check the types of its objects. So a field of a wrong type, or with an unknown
value, raises ValueError, TypeError or ArithmeticError here, and a missing one AttributeError.
`client.asking` turns them all into BadAnswer.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

from customer_health.domain.context.billing_record import (
    DAYS,
    Credit,
    Discount,
    Interval,
    Invoice,
    InvoiceStatus,
    Payment,
    PaymentStatus,
    Plan,
)
from customer_health.domain.money import Money

if TYPE_CHECKING:
    import stripe

EPOCH = datetime.fromtimestamp(0, UTC)
LIVE = frozenset({"trialing", "active", "past_due", "unpaid", "paused"})
OWING = frozenset({"past_due", "unpaid"})
CURRENCY = re.compile(r"[A-Z]{3}")


def whole(value: object, name: str) -> int:
    if type(value) is not int:
        raise TypeError(f"{name} is {value!r}")
    return value


def text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}")
    return value


def optional(value: object, name: str) -> str | None:
    return None if value is None else text(value, name)


def money(cents: object, code: object) -> Money:
    return Money(whole(cents, "an amount"), currency(code))


def currency(code: object) -> str:
    """Return a currency's code in capitals. It is checked, as it becomes part of paths."""
    upper = text(code, "a currency").upper()
    if not CURRENCY.fullmatch(upper):
        raise ValueError(f"a currency is {code!r}")
    return upper


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def moment(seconds: object) -> datetime:
    return datetime.fromtimestamp(whole(seconds, "a time"), UTC)


def invoice(found: "stripe.Invoice") -> Invoice:
    status: InvoiceStatus | None = next(
        (one for one in get_args(InvoiceStatus) if one == found.status), None
    )
    if status is None:
        raise ValueError(f"the status of invoice {found.id} is {found.status!r}")
    return Invoice(
        id=text(found.id, "the id of an invoice"),
        number=optional(found.number, "the number of an invoice"),
        created_at=moment(found.created),
        amount=money(found.total, found.currency),
        status=status,
        due_at=instant(found.due_date or found.next_payment_attempt),
        paid_at=instant(found.status_transitions.paid_at),
        url=dashboard_page(found),
    )


def dashboard_page(found: "stripe.Invoice") -> str | None:
    """Return an invoice's page in Stripe's dashboard, or None if its mode is unknown.

    Not `hosted_invoice_url`: whoever has that address can read and pay the invoice, it expires, and
    a draft has none.
    """
    mode = {True: "", False: "test/"}.get(getattr(found, "livemode", None))  # type: ignore[arg-type]
    if mode is None:
        return None
    return f"https://dashboard.stripe.com/{mode}invoices/{quote(found.id, safe='')}"


def payment(charge: "stripe.Charge") -> Payment:
    return Payment(
        id=text(charge.id, "the id of a charge"),
        at=moment(charge.created),
        amount=money(charge.amount, charge.currency),
        succeeded=charge.status == "succeeded",
    )


def credit(found: "stripe.CustomerBalanceTransaction") -> Credit:
    """Convert a credit. The reason is the action's, else what the customer reads."""
    metadata: Any = found.metadata or {}
    is_of_action = "reason" in metadata
    return Credit(
        at=moment(found.created),
        amount=money(-whole(found.amount, "a credit"), found.currency),
        reason=optional(
            metadata["reason"] if is_of_action else found.description, "the reason of a credit"
        ),
    )


def plan(price: "stripe.Price", name: str, quantity: int | None) -> Plan | None:
    """Convert a price for `quantity` seats.

    Returns None if the price and the quantity are not enough to know what is paid each time (tiers,
    packages, metered use), or if it is paid only once.
    """
    each = price.unit_amount_decimal
    if not price.recurring or price.transform_quantity or each is None:
        return None
    if price.recurring.usage_type != "licensed":
        return None
    seats = None if quantity is None else whole(quantity, "the quantity of a plan")
    cents = Decimal(each) * (1 if seats is None else seats)
    return Plan(
        id=text(price.id, "the id of a price"),
        name=text(name, "the name of a plan"),
        amount=money(int(cents.to_integral_value()), price.currency),
        interval=_interval(price.recurring),
        seats=seats,
        interval_count=_times(price.recurring),
    )


def _interval(recurring: "stripe.Price.Recurring") -> Interval:
    interval: Interval | None = next(
        (one for one in get_args(Interval) if one == recurring.interval), None
    )
    if interval is None:
        raise ValueError(f"the interval of a price is {recurring.interval!r}")
    return interval


def _times(recurring: "stripe.Price.Recurring") -> int:
    count = whole(recurring.interval_count, "the number of intervals")
    if count < 1:
        raise ValueError(f"a price is for {count} intervals")
    return count


def main_item(subscription: "stripe.Subscription") -> "stripe.SubscriptionItem":
    """Return the subscription's most expensive item."""
    return max(subscription.items.data, key=_cost)


def main_subscription(found: Iterable["stripe.Subscription"]) -> "stripe.Subscription | None":
    """Return the most expensive subscription that is live."""
    live = [one for one in found if one.status in LIVE]
    return max(live, key=lambda one: _cost(main_item(one)), default=None)


def _cost(item: "stripe.SubscriptionItem") -> Fraction:
    """Return the cost a day in cents; 0 for a price without an interval, to compare last."""
    unit, recurring = item.price.unit_amount, item.price.recurring
    if unit is None or not recurring:
        return Fraction(0)
    days = DAYS[_interval(recurring)] * _times(recurring)
    return Fraction(whole(unit, "an amount") * (item.quantity or 1), days)


def discounts(found: Iterable["stripe.Subscription"]) -> "list[stripe.Discount | str]":
    """Return the discounts of all live subscriptions."""
    return [
        one
        for subscription in found
        if subscription.status in LIVE
        for one in subscription.discounts
    ]


def discount(found: "stripe.Discount | str") -> Discount:
    if isinstance(found, str) or not found.source.coupon or isinstance(found.source.coupon, str):
        raise TypeError("a discount without its coupon")
    coupon = found.source.coupon
    return Discount(
        name=text(coupon.name or coupon.id, "the name of a coupon"),
        percent=None if coupon.percent_off is None else percent(coupon.percent_off),
        amount=None if coupon.amount_off is None else money(coupon.amount_off, coupon.currency),
        ends_at=instant(found.end),
    )


def percent(value: object) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 100:  # type: ignore[operator]
        raise ValueError(f"a percentage is {value!r}")
    return value  # type: ignore[return-value]


def payment_status(
    subscription: "stripe.Subscription | None",
    invoices: "Iterable[stripe.Invoice]",
    now: datetime,
) -> PaymentStatus:
    """Return the payment status. Something overdue counts more than a pause."""
    owing = subscription and subscription.status in OWING
    if owing or any(_overdue(i, now) for i in invoices):
        return "past_due"
    if subscription is None:
        return "none"
    paused = subscription.pause_collection or subscription.status == "paused"
    return "paused" if paused else "current"


def _overdue(found: "stripe.Invoice", now: datetime) -> bool:
    """Return whether an open invoice is past its due date; without one, whether a charge failed."""
    if found.status != "open":
        return False
    due = instant(found.due_date)
    return due < now if due else found.attempted
