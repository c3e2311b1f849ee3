"""Cases that few customers are: on trial, with seats sold, unknown to a vendor …

The shape of a company decides which case it is, so each case is there once or a few times.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from demo.vendors.accounts import BY_SEAT, Account, Invoice

LATE_FEE = 15_00
DAY = timedelta(days=1)


def as_case(account: Account, now: datetime) -> Account:
    """Return the account as the case that its company's shape stands for."""
    case = CASES.get(account.company.shape.name)
    changed = case(account, now) if case else account
    return with_late_fees(changed, now)


def on_trial(account: Account, now: datetime) -> Account:
    """Return the account of a customer who came two days ago and has not paid anything yet."""
    began = now - 2 * DAY
    return replace(
        account,
        since=began.date(),
        contract_end=(now + 14 * DAY).date(),
        trial_ends_at=now + 12 * DAY,
        last_contact=now - DAY,
        invoices=(),
        tickets=(),
        notes=tuple((began, text) for _, text in account.notes[:1]),
        meetings=tuple(replace(meeting, scheduled_at=began) for meeting in account.meetings),
        credit=0,
        discount=None,
    )


def with_seats(share: float, account: Account, now: datetime) -> Account:
    """Return the account with a price for each seat. Sold are `share` times as many as are used."""
    seats = round(account.company.size * share)
    plan, cents = BY_SEAT
    invoices = tuple(replace(invoice, cents=cents * seats) for invoice in account.invoices)
    return replace(account, plan=plan, cents=cents * seats, seats=seats, invoices=invoices)


def with_two_discounts(account: Account, now: datetime) -> Account:
    return replace(account, discount=10.0, second_discount=5.0)


def paying_at_once(account: Account, now: datetime) -> Account:
    """Return the account of a customer who has paid this month's invoice."""
    newest, *others = account.invoices
    paid = replace(newest, paid_at=newest.created_at + 2 * DAY)
    return replace(account, invoices=(paid, *others))


def unknown_to(
    *sources: Literal["billing", "support"],
) -> Callable[[Account, datetime], Account]:
    return lambda account, now: replace(account, unknown_to=frozenset(sources))


def with_late_fees(account: Account, now: datetime) -> Account:
    """Return the account with a late fee on each invoice that is overdue."""

    def with_fee(invoice: Invoice) -> Invoice:
        overdue = invoice.paid_at is None and invoice.due_at < now
        return replace(invoice, late_fee=LATE_FEE) if overdue else invoice

    return replace(account, invoices=tuple(map(with_fee, account.invoices)))


CASES: Mapping[str, Callable[[Account, datetime], Account]] = {
    "brand new": on_trial,
    "steady": paying_at_once,
    "publishes everything": with_two_discounts,
    "largest": partial(with_seats, 1.2),
    "growing fast": partial(with_seats, 1.5),
    "master gone": partial(with_seats, 3.0),
    "no schedules": unknown_to("support"),
    "drafts only": unknown_to("billing"),
    "just imported": unknown_to("billing", "support"),
}
