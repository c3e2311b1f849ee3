"""Money that billing gives to a customer: credits, refunds, discounts and waived fees."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.money import Amount, Discount, Fees
from customer_health.errors import Conflicting
from customer_health.flows.actions.effects.effect import Effect, Work, check_billing
from customer_health.flows.actions.subject import Subject


def check_currency(subject: Subject, amount: Amount) -> None:
    """Raises Conflicting unless the customer pays in the amount's currency."""
    if amount.currency != subject.currency:
        message = f"{subject.customer.name} pays in {subject.currency}, not in {amount.currency}"
        raise Conflicting(message, "other_currency")


def credit(work: Work, amount: Amount) -> str:
    billing, customer_id = work.subject.billing()
    return billing.credit(customer_id, amount.money, work.action.reason, work.billing_key)


def check_paid(subject: Subject, amount: Amount) -> None:
    """Raises SourceRefused if the customer has paid less than the amount."""
    billing, customer_id = subject.billing()
    billing.check_refund(customer_id, amount.money)


def refund(work: Work, amount: Amount) -> str:
    billing, customer_id = work.subject.billing()
    return billing.refund(customer_id, amount.money, work.action.reason, work.billing_key)


def give_discount(work: Work, discount: Discount) -> str:
    billing, customer_id = work.subject.billing()
    return billing.discount(
        customer_id, discount.percent, discount.months, work.action.reason, work.billing_key
    )


def check_late_fees(subject: Subject, fees: Fees) -> None:
    """Raises SourceRefused unless the invoice is the customer's own, open, and has a late fee."""
    billing, customer_id = subject.billing()
    billing.check_late_fees(customer_id, fees.invoice_id)


def waive_fees(work: Work, fees: Fees) -> str:
    billing, customer_id = work.subject.billing()
    return billing.waive_fees(customer_id, fees.invoice_id, work.action.reason, work.billing_key)


EFFECTS: Mapping[ActionKind, Effect] = {
    "credit": Effect(credit, check_currency),
    "refund": Effect(refund, check_currency, check_paid),
    "discount": Effect(give_discount, check_billing),
    "waive_fees": Effect(waive_fees, check_billing, check_late_fees),
}
