"""The text with which the form of a new ticket begins, from the customer's state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.vendor_records import SupportRecord, Ticket
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS
from customer_health.notify.text.formats import percent
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import plain, quantity

SUBJECT = 150
"""The longest subject that a ticket may have."""

LISTED = 5
"""The most open tickets that are named."""


@dataclass(frozen=True, slots=True)
class CustomerState:
    """What a ticket says of a customer. A record that is None is left out."""

    customer: Customer
    now: datetime
    owner: str | None = None
    billing: BillingRecord | None = None
    support: SupportRecord | None = None

    @property
    def red(self) -> Sequence[str]:
        """The metrics whose level is critical, as far as their figures are known."""
        customer = self.customer
        known = {EMPLOYEES, LOGIN, *customer.averages}
        return [one for one in METRICS if one in known and customer.levels[one] == "critical"]


def subject(state: CustomerState, language: Language) -> str:
    """Name the customer and the metrics that are red, else the customer's level."""
    names = [plain(f"name.{metric}", language) for metric in state.red]
    what = ", ".join(names) or plain(f"ticket.level.{state.customer.level}", language)
    return plain("ticket.subject", language, company=state.customer.name, what=what)[:SUBJECT]


def body(state: CustomerState, language: Language) -> str:
    return "\n".join(lines(state, language))


def lines(state: CustomerState, language: Language) -> Iterator[str]:
    customer, billing, support = state.customer, state.billing, state.support
    level = plain(f"ticket.level.{customer.level}", language)
    yield plain("ticket.level", language, level=level)
    if state.red:
        yield plain("ticket.red", language)
    for metric in state.red:
        name, value = plain(f"name.{metric}", language), figure(state, metric, language)
        yield plain("ticket.metric", language, name=name, value=value)
    if billing and billing.plan:
        yield plain("ticket.plan", language, plan=billing.plan.name)
    if state.owner:
        yield plain("ticket.owner", language, owner=state.owner)
    if support and support.open:
        listed = ", ".join(map(named, support.open[:LISTED]))
        more = ", …" if len(support.open) > LISTED else ""
        yield plain("ticket.open", language, n=len(support.open), tickets=listed + more)
    elif support:
        yield plain("ticket.open.none", language)


def named(ticket: Ticket) -> str:
    return f"#{ticket.id} {ticket.subject}"


def figure(state: CustomerState, metric: str, language: Language) -> str:
    """Write a metric's figure: an average, the employees with their change, or the last login."""
    customer = state.customer
    if metric == EMPLOYEES:
        decrease = percent(-(customer.change_percent or 0), language)
        return plain(f"ticket.{EMPLOYEES}", language, count=customer.employees, decrease=decrease)
    if metric != LOGIN:
        return percent(customer.averages[metric], language)
    if customer.login is None:
        return plain(f"ticket.{LOGIN}.never", language)
    days = quantity((state.now - customer.login).days, "day", language)
    return plain(f"ticket.{LOGIN}", language, days=days, at=customer.login)
