"""Fill the fake of Stripe with the demo's accounts."""

from collections.abc import Iterable
from datetime import datetime

from demo.app.people import Record
from demo.vendors.accounts import BY_SEAT, LARGEST, PLANS, Account
from emulator_harness.fakes.stripe import StripeFake

CURRENCY = "cad"
CREDITED = "SLA credit for the outage of November"
LATE_FEE = "Late fee / Frais de retard"
DISCOUNTS = ("Annual commitment", "Loyalty")


def fill_stripe(stripe: StripeFake, accounts: Iterable[Account]) -> None:
    prices = {
        plan: stripe.put_price(plan, cents, currency=CURRENCY)
        for plan, cents, *_ in (*PLANS, LARGEST)
    }
    plan, cents = BY_SEAT
    # Nobody can change to it: for the customers of other plans, who have one seat, it costs little.
    prices[plan] = stripe.put_price(plan, cents, currency=CURRENCY, active=False)
    for account in accounts:
        if "billing" in account.unknown_to:
            continue
        customer = stripe.put_customer(
            account.contact,
            account.company.name,
            phone=account.phone,
            currency=CURRENCY,
            balance=-account.credit,
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
        subscription = stripe.put_subscription(
            customer, prices[account.plan], account.seats, **state_of(account)
        )
        discounts = (account.discount, account.second_discount)
        for name, percent in zip(DISCOUNTS, discounts, strict=True):
            if percent:
                stripe.put_discount(subscription["id"], name=name, percent_off=percent)
        add_invoices(stripe, customer, account)


def state_of(account: Account) -> Record:
    """Return the fields of a subscription that say how it stands."""
    if account.trial_ends_at:
        began, ends = seconds(account.notes[0][0]), seconds(account.trial_ends_at)
        return {"status": "trialing", "trial_start": began, "trial_end": ends}
    return {"status": "past_due" if account.past_due else "active"}


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
        lines = [{"amount": invoice.cents, "description": account.plan}]
        if invoice.late_fee:
            lines.append({"amount": invoice.late_fee, "description": LATE_FEE})
        total = invoice.cents + invoice.late_fee
        status = "paid" if invoice.paid_at else "open"
        stripe.put_invoice(**common, total=total, status=status, lines=lines, **fields)
    paid = ((i.paid_at, i.cents, "succeeded") for i in account.invoices if i.paid_at)
    failed = ((at, account.cents, "failed") for at in account.failed)
    for at, cents, status in sorted([*paid, *failed]):
        stripe.put_charge(**common, amount=cents, status=status, created=seconds(at))


def overdue_invoice(stripe: StripeFake, email: str) -> str:
    """Return the id of a customer's open invoice with a late fee."""
    customers = {one["id"] for one in stripe.objects("customer") if one["email"] == email}
    fees = {
        line["invoice"] for line in stripe.objects("line_item") if line["description"] == LATE_FEE
    }
    return next(
        str(one["id"])
        for one in stripe.objects("invoice")
        if one["customer"] in customers and one["id"] in fees
    )


def seconds(at: datetime) -> int:
    return int(at.timestamp())
