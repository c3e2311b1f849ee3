"""What an action can have done outside, as the flows see it; the connectors fulfil it.

Every method that changes something is idempotent by `key`, and returns the vendor's reference.
Billing's
keys may end in `:` and a number, for what a person tries again: all that begin alike are one.
All raise SourceDown or BadAnswer where it may have been done, SourceRefused where it was not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from customer_health.domain.actions.kinds import Language
from customer_health.domain.context.source import Source, SourceName
from customer_health.domain.context.vendor_records import Plan, Priority
from customer_health.domain.money import Money


class BillingPort(Protocol):
    def currency(self, customer_id: str) -> str: ...

    def price(self, price_id: str) -> Plan: ...

    def prices(self) -> Sequence[Plan]:
        """What may be subscribed to: each for one seat. Kept for some minutes."""

    def credit(self, customer_id: str, amount: Money, reason: str, key: str) -> str: ...

    def refund(self, customer_id: str, amount: Money, reason: str, key: str) -> str: ...

    def waive_fees(self, customer_id: str, invoice_id: str, reason: str, key: str) -> str: ...

    def discount(
        self, customer_id: str, percent: int, months: int, reason: str, key: str
    ) -> str: ...

    def extend_trial(self, customer_id: str, until: datetime, key: str) -> str: ...

    def change_plan(self, customer_id: str, price_id: str, key: str) -> str: ...

    def pause(self, customer_id: str, resume_at: datetime | None, key: str) -> str: ...


class SupportPort(Protocol):
    def create_ticket(
        self,
        subject: str,
        body: str,
        priority: Priority,
        requester_name: str,
        requester_email: str,
        organization_id: str | None,
        key: str,
    ) -> str: ...

    def escalate(self, ticket_id: str, reason: str, key: str) -> str: ...

    def override_sla(self, ticket_id: str, priority: Priority, reason: str, key: str) -> str: ...


class CrmPort(Protocol):
    def add_note(self, company_id: str, text: str, at: datetime, key: str) -> str: ...

    def schedule_call(
        self, company_id: str, title: str, start: datetime, minutes: int, key: str
    ) -> str: ...

    def set_contract_end(self, company_id: str, day: date, key: str) -> str: ...


class Mailer(Protocol):
    def send(self, to: str, subject: str, text: str, html: str, key: str) -> str: ...


class Letter(Protocol):
    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def html(self) -> str: ...


class Template(Protocol):
    """`fields` are the facts that it needs."""

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> tuple[str, ...]: ...


class Letters(Protocol):
    """The templates of mail to customers."""

    def templates(self) -> Sequence[Template]: ...

    def render(self, template: str, language: Language, facts: Mapping[str, str]) -> Letter:
        """Raises Missing for a template, or a fact that it needs, that there isn't."""


class Exports(Protocol):
    def start(self, company_id: str, requested_by: str, key: str) -> str:
        """Have all that is held on a customer put together; returns the export's id."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """What is configured. `sources` know customers; `decision` writes to the one who asked for an
    action what became of it."""

    sources: Mapping[SourceName, Source[Any] | None] = field(default_factory=dict)
    billing: BillingPort | None = None
    support: SupportPort | None = None
    crm: CrmPort | None = None
    mailer: Mailer | None = None
    letters: Letters | None = None
    decision: Callable[[Mapping[str, Any]], Letter] | None = None
    exports: Exports | None = None
