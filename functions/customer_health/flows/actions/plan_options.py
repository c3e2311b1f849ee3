"""The plans that a customer can change to, and the kind of action that each takes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from customer_health.domain.context.billing_record import Plan, for_seats
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.rtdb.client import Database

Change = Literal["upgrade", "downgrade"]


@dataclass(frozen=True, slots=True)
class Choice:
    """`plan` is for as many seats as the customer has; `change` is None for their present plan."""

    plan: Plan
    change: Change | None


def choices(database: Database, vendors: Vendors, company_id: str, now: datetime) -> list[Choice]:
    """Return the active plans in the customer's currency, the cheapest by the day first.

    Raises Missing, SourceRefused if the customer has no plan to change, and the errors of billing.
    """
    subject = subject_of(database, vendors, company_id, now)
    own = subject.plan
    billing, _ = subject.billing()
    offered = (for_seats(price, own.seats) for price in billing.prices())
    same_currency = [plan for plan in offered if plan.amount.currency == own.amount.currency]
    cheapest_first = sorted(same_currency, key=lambda plan: plan.amount.cents / plan.days)
    return [Choice(plan, change(own, plan)) for plan in cheapest_first]


def change(own: Plan, wanted: Plan) -> Change | None:
    """Return the kind of action, by the same comparison as its check: see
    `effects/subscription.py`."""
    if wanted.id == own.id:
        return None
    return "upgrade" if wanted.costs_more_than(own) else "downgrade"
