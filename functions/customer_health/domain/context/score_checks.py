"""The checks of the health score, and how much each loses:

part (weight)     check              weight  loses nothing … loses all, linear in between
billing (25)      payment_status         50  current; paused: half; past due: all
                  failed_payments        30  0 … 4 in 12 months
                  balance                20  nothing overdue … a month's revenue overdue
engagement (30)   active_users           35  80 % of the seats … 20 %
                  last_login             25  7 days ago … 30; never: all
                  adoption               20  60 % of the features used in 30 days … none
                  trend                  20  unchanged … half the use of 30 days ago
support (20)      satisfaction           35  4.5 of 5 … 2.5
                  escalations            25  0 … 5 in 12 months
                  open_tickets           20  0 … 2 (urgent 1, high ½, normal ¼, low ⅒)
                  ticket_trend           20  no more than the year before … twice as many (of 5)
operations (25)   each of the metrics    20  healthy; warning: half; critical: all
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from customer_health.domain.context.billing_record import BillingRecord, PaymentStatus
from customer_health.domain.context.product_features import OFFERED, used_features
from customer_health.domain.context.vendor_records import Priority, SupportRecord, Usage
from customer_health.domain.metrics.levels import Level

Params = Mapping[str, float | str]

MIN_TICKETS = 5
"""Fewer tickets than this may double by chance."""

PAYMENT: Mapping[PaymentStatus, Fraction] = {
    "current": Fraction(0),
    "none": Fraction(0),
    "paused": Fraction(1, 2),
    "past_due": Fraction(1),
}
LEVELS: Mapping[Level, Fraction | None] = {
    "healthy": Fraction(0),
    "warning": Fraction(1, 2),
    "critical": Fraction(1),
    "none": None,
}
URGENCY: Mapping[Priority | None, Fraction] = {
    "urgent": Fraction(1),
    "high": Fraction(1, 2),
    "normal": Fraction(1, 4),
    "low": Fraction(1, 10),
    None: Fraction(1, 4),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `lost` is the lost share of its weight, 0 to 1; None without data."""

    code: str
    weight: int
    lost: Fraction | None
    params: Params


def of_billing(billing: BillingRecord) -> tuple[Check, ...]:
    """Check billing. Returns no checks for a customer who has no subscription and never paid."""
    if billing.payment_status == "none" and billing.last_payment is None:
        return ()
    # An open invoice that is not due yet says nothing about the customer.
    late = billing.balance if billing.payment_status == "past_due" else None
    owed = late.cents if late else 0
    monthly = Fraction(billing.revenue_12m.cents, 12) if billing.revenue_12m else Fraction(0)
    failed = billing.failed_payments_12m
    currency = late.currency if late else ""
    return (
        Check(
            "payment_status",
            50,
            PAYMENT[billing.payment_status],
            {"status": billing.payment_status},
        ),
        Check("failed_payments", 30, ramp(failed, 0, 4), {"count": failed}),
        Check(
            "balance",
            20,
            ramp(owed, 0, max(monthly, Fraction(1))),
            {"cents": owed, "currency": currency},
        ),
    )


def of_usage(usage: Usage, now: datetime) -> tuple[Check, ...]:
    """Check use. Without seats nobody could log in, so those checks have no data."""
    share = Fraction(100 * usage.active_users, usage.seats) if usage.seats else None
    used = len(used_features(usage.features, now) & set(OFFERED))
    adoption = Fraction(100 * used, usage.features_offered) if usage.features_offered else None
    return (
        Check(
            "active_users",
            35,
            None if share is None else ramp(share, 80, 20),
            {"active": usage.active_users, "seats": usage.seats},
        ),
        last_login(usage, now),
        Check(
            "adoption",
            20,
            None if adoption is None else ramp(adoption, 60, 0),
            {"used": used, "offered": usage.features_offered},
        ),
        Check(
            "trend",
            20,
            None if usage.trend_percent is None else ramp(usage.trend_percent, 0, -50),
            {"percent": usage.trend_percent or 0},
        ),
    )


def last_login(usage: Usage, now: datetime) -> Check:
    if not usage.seats:
        return Check("last_login", 25, None, {})
    if usage.last_login is None:
        return Check("never_logged_in", 25, Fraction(1), {})
    days = Fraction((now - usage.last_login) // timedelta(seconds=1), 86400)
    return Check("last_login", 25, ramp(days, 7, 30), {"days": int(days)})


def of_support(support: SupportRecord) -> tuple[Check, ...]:
    mean = support.satisfaction
    weighed = sum((URGENCY[ticket.priority] for ticket in support.open), Fraction(0))
    before = max(support.tickets_before, MIN_TICKETS)
    return (
        Check(
            "satisfaction",
            35,
            None if mean is None else ramp(mean, Fraction(9, 2), Fraction(5, 2)),
            {"mean": mean or 0, "ratings": support.ratings},
        ),
        Check("escalations", 25, ramp(support.escalated, 0, 5), {"count": support.escalated}),
        Check("open_tickets", 20, ramp(weighed, 0, 2), {"count": len(support.open)}),
        Check(
            "ticket_trend",
            20,
            ramp(support.tickets, before, 2 * before),
            {"count": support.tickets, "before": support.tickets_before},
        ),
    )


def of_levels(levels: Mapping[str, Level]) -> tuple[Check, ...]:
    return tuple(
        Check("metric", 20, LEVELS[level], {"metric": metric, "level": level})
        for metric, level in levels.items()
    )


def ramp(value: Fraction | float, best: Fraction | int, worst: Fraction | int) -> Fraction:
    """Return the lost share: 0 at `best` and beyond, 1 at `worst` and beyond, linear in between.

    `best` may be the greater or the lesser of the two.
    """
    share = (Fraction(value) - best) / (Fraction(worst) - best)
    return min(max(share, Fraction(0)), Fraction(1))
