"""Fill the fake of Stripe with the demo's accounts."""

from collections.abc import Iterable
from datetime import datetime

from demo.app.people import Record
from demo.vendors.accounts import LARGEST, PLANS, Account
from emulator_harness.fakes.stripe import StripeFake

CURRENCY = "cad"
CREDITED = "SLA credit for the outage of November"


def fill_stripe(stripe: StripeFake, accounts: Iterable[Account]) -> None:
    prices = {
        plan: stripe.put_price(plan, cents, currency=CURRENCY)
        for plan, cents, *_ in (*PLANS, LARGEST)
    }
    for account in accounts:
        customer = stripe.put_customer(
            account.contact, account.company.name, currency=CURRENCY, balance=-account.credit
        )["id"]
        if account.credit:
            stripe.put(
                "customer_balance_transaction",
                customer=customer,
                amount=-account.credit,
                currency=CURRENCY,
                description=CREDITED,
                created=seconds(account.last_contact),
            )
        status = "past_due" if account.past_due else "active"
        subscription = stripe.put_subscription(customer, prices[account.plan], 1, status=status)
        if account.discount:
            name = "Annual commitment"
            stripe.put_discount(subscription["id"], name=name, percent_off=account.discount)
        add_invoices(stripe, customer, account)


def add_invoices(stripe: StripeFake, customer: str, account: Account) -> None:
    common = {"customer": customer, "currency": CURRENCY}
    for invoice in reversed(account.invoices):
        fields: Record = {
            "number": invoice.number,
            "created": seconds(invoice.created_at),
            "due_date": seconds(invoice.due_at),
        }
        if invoice.paid_at:
            fields["paid_at"] = seconds(invoice.paid_at)
        status = "paid" if invoice.paid_at else "open"
        stripe.put_invoice(**common, total=invoice.cents, status=status, **fields)
    paid = ((i.paid_at, i.cents, "succeeded") for i in account.invoices if i.paid_at)
    failed = ((at, account.cents, "failed") for at in account.failed)
    for at, cents, status in sorted([*paid, *failed]):
        stripe.put_charge(**common, amount=cents, status=status, created=seconds(at))


def seconds(at: datetime) -> int:
    return int(at.timestamp())
