"""The plans that a customer could change to, and by which action."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from customer_health.domain.context.vendor_records import Plan, for_seats
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.rtdb.client import Database

Change = Literal["upgrade", "downgrade"]


@dataclass(frozen=True, slots=True)
class Choice:
    """`plan` is for the seats that they have; `change` None: they have it."""

    plan: Plan
    change: Change | None


def choices(database: Database, to: Vendors, company_id: str, now: datetime) -> list[Choice]:
    """In the currency in which they pay, the cheapest first.

    Raises Missing, SourceRefused where they have no plan to change, and the errors of billing.
    """
    subject = subject_of(database, to, company_id, now)
    billing, _ = subject.billing()
    own = subject.plan()
    offered = (for_seats(price, own.seats) for price in billing.prices())
    same_currency = [plan for plan in offered if plan.amount.currency == own.amount.currency]
    cheapest_first = sorted(same_currency, key=lambda plan: plan.amount.cents / plan.days)
    return [Choice(plan, change(own, plan)) for plan in cheapest_first]


def change(own: Plan, wanted: Plan) -> Change | None:
    """As the action itself will be checked: see `action_checks`."""
    if wanted.id == own.id:
        return None
    return "upgrade" if wanted.costs_more_than(own) else "downgrade"
