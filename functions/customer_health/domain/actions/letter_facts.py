"""The facts of letters that the customer's own figures and records hold.

A fact is a text that is the same in every language, such as 12.5, 2026-01-31 or 450.00 CAD; the
letter writes it as its language does.
"""

from collections.abc import Mapping

from customer_health.domain.context.billing_record import BillingRecord, Payment
from customer_health.domain.context.vendor_records import CrmRecord
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.domain.money import Money

PERCENT_OF: Mapping[str, str] = {
    "availability_help": OUTSIDE_AVAILABILITY,
    "clock_in_help": CONFLICTING_CLOCK_INS,
    "open_shifts_help": OPEN_SHIFTS,
}
"""The metric whose average is the `percent` of a template."""


def facts_from_figures(template: str, averages: Mapping[str, float]) -> dict[str, str]:
    """Return the `percent` of a template, if it has one and there is a figure for it."""
    average = averages.get(PERCENT_OF.get(template, ""))
    return {} if average is None else {"percent": f"{round(average, 1):g}"}


def facts_from_crm(crm: CrmRecord) -> dict[str, str]:
    """Return the end of the contract."""
    end = crm.account.contract_end
    return {"contract_end": end.isoformat()} if end else {}


def facts_from_billing(billing: BillingRecord) -> dict[str, str]:
    """Return the plan, and the amount and the invoice of the payment that failed last. Billing does
    not say which invoice a payment was for: it is the open one if the amounts are equal."""
    facts = {"plan": billing.plan.name} if billing.plan else {}
    failed, invoice = unpaid(billing), billing.current_invoice
    if failed:
        facts["amount"] = amount_text(failed.amount)
    if failed and invoice and (invoice.status, invoice.amount) == ("open", failed.amount):
        facts["invoice"] = invoice.number or invoice.id
    return facts


def unpaid(billing: BillingRecord) -> Payment | None:
    """Return the newest failed payment, unless a later payment succeeded."""
    failed = max(billing.failed_payments, key=lambda payment: payment.at, default=None)
    last = billing.last_payment
    return None if failed and last and last.succeeded and last.at > failed.at else failed


def amount_text(amount: Money) -> str:
    return f"{amount.cents // 100}.{amount.cents % 100:02} {amount.currency}"
