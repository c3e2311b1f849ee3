"""The six flags of a customer. A flag whose source gave no data is None."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.renewal import Reason, Renewal, Risk
from customer_health.domain.context.score import YELLOW, Score
from customer_health.domain.context.vendor_records import SupportRecord
from customer_health.domain.money import Money

FlagName = Literal["vip", "churn_risk", "at_risk", "renewal_due", "open_escalation", "legal_hold"]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A flag that a person set, on or off, with a quick action."""

    on: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A person's review of a customer's health. `by` is an e-mail address."""

    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, with the reason for it. Only churn risk has a `level`, and several `reasons`."""

    name: FlagName
    on: bool | None
    reason: str
    params: Mapping[str, float | str]
    level: Risk | None = None
    set_by: str | None = None
    reasons: tuple[Reason, ...] = ()


def flags(
    score: Score,
    renewal: Renewal,
    billing: BillingRecord | None,
    support: SupportRecord | None,
    vip_from: Money | None,
    by_hand: Mapping[str, ByHand],
) -> tuple[Flag, ...]:
    """Derive the flags.

    `vip_from` is the lowest revenue of the top tenth, in 12 months and in the customer's currency.
    `by_hand` has `vip` and `legal_hold` if a person set them.
    """
    return (
        vip(billing, vip_from, by_hand.get("vip")),
        churn_risk(renewal),
        at_risk(score, renewal),
        renewal_due(renewal),
        open_escalation(support),
        legal_hold(by_hand.get("legal_hold")),
    )


def vip(billing: BillingRecord | None, vip_from: Money | None, set_by: ByHand | None) -> Flag:
    if set_by:
        return Flag("vip", set_by.on, "by_hand", {}, set_by=set_by.by)
    if billing is None:
        return Flag("vip", None, "unknown", {})
    revenue = billing.revenue_12m
    if revenue is None or vip_from is None or revenue.currency != vip_from.currency:
        return Flag("vip", False, "no_rank", {})
    params: Mapping[str, float | str] = {
        "cents": revenue.cents,
        "from": vip_from.cents,
        "currency": revenue.currency,
    }
    return Flag("vip", revenue.cents >= vip_from.cents, "revenue", params)


def churn_risk(renewal: Renewal) -> Flag:
    """Flag a medium or high risk. It is the renewal risk, so the two never differ."""
    if renewal.risk is None:
        return Flag("churn_risk", None, "unknown", {})
    on = renewal.risk != "low"
    return Flag("churn_risk", on, "risk", {}, renewal.risk, reasons=renewal.reasons)


def at_risk(score: Score, renewal: Renewal) -> Flag:
    """Flag a customer with a red score, or with a high risk of not renewing. An estimate
    rests on too little data to say no."""
    if score.value is not None and score.value < YELLOW:
        return Flag("at_risk", True, "score", {"score": score.value})
    if (score.value is None or score.is_estimate) and renewal.risk != "high":
        return Flag("at_risk", None, "unknown", {})
    return Flag("at_risk", renewal.risk == "high", "renewal", {"risk": renewal.risk or ""})


def renewal_due(renewal: Renewal) -> Flag:
    """Flag a contract that ends within 90 days, or has ended."""
    if renewal.days is None:
        return Flag("renewal_due", None, "unknown", {})
    return Flag("renewal_due", renewal.due, "contract_end", {"days": renewal.days})


def open_escalation(support: SupportRecord | None) -> Flag:
    if support is None:
        return Flag("open_escalation", None, "unknown", {})
    escalated = [ticket for ticket in support.open if ticket.escalated]
    params: Mapping[str, float | str] = {"count": len(escalated)}
    return Flag("open_escalation", bool(escalated), "tickets", params)


def legal_hold(set_by: ByHand | None) -> Flag:
    if set_by is None or not set_by.on:
        return Flag("legal_hold", False, "not_set", {})
    return Flag("legal_hold", True, "by_hand", {}, set_by=set_by.by)
