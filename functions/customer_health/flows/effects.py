"""What an action can have done outside, as the flows see it; the connectors fulfil it.

Every method that changes something is idempotent by `key`, and returns the vendor's reference.
All raise SourceDown (it may have been done), SourceRefused (it was not) or BadAnswer (it may have
been done); NotInSource and AmbiguousInSource where they look for a customer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from customer_health.domain import profile
from customer_health.domain.action_kinds import Language
from customer_health.domain.money import Money
from customer_health.domain.profile import Plan, Priority
from customer_health.domain.sources import Source


class Billing(Source[profile.Billing], Protocol):
    def currency(self, customer_id: str) -> str: ...

    def price(self, price_id: str) -> Plan: ...

    def credit(self, customer_id: str, amount: Money, reason: str, key: str) -> str: ...

    def refund(self, customer_id: str, amount: Money, reason: str, key: str) -> str: ...

    def waive_fees(self, customer_id: str, invoice_id: str, reason: str, key: str) -> str: ...

    def discount(
        self, customer_id: str, percent: int, months: int, reason: str, key: str
    ) -> str: ...

    def extend_trial(self, customer_id: str, until: datetime, key: str) -> str: ...

    def change_plan(self, customer_id: str, price_id: str, key: str) -> str: ...

    def pause(self, customer_id: str, resume_at: datetime | None, key: str) -> str: ...


class Support(Source[profile.Support], Protocol):
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

    def override_sla(self, ticket_id: str, priority: Priority, reason: str, key: str) -> str: ...


class Crm(Source[profile.CrmRecord], Protocol):
    def add_note(self, company_id: str, text: str, at: datetime, key: str) -> str: ...

    def set_contract_end(self, company_id: str, day: date, key: str) -> str: ...


class Mailer(Protocol):
    def send(self, to: str, subject: str, text: str, html: str, key: str) -> str:
        """`key` is in the Message-ID, so that a second one is known as the same."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Template:
    """`takes_message`: whether a paragraph of one's own has a place in it."""

    id: str
    subject: Mapping[Language, str]
    takes_message: bool


class Letters(Protocol):
    """The templates of mail."""

    def templates(self) -> Sequence[Template]: ...

    def write(self, template: str, language: Language, values: Mapping[str, str]) -> Letter: ...

    def decision(self, facts: Mapping[str, Any]) -> Letter:
        """To the one who asked for an action: what became of it."""


class Exports(Protocol):
    def start(self, company_id: str, requested_by: str, key: str) -> str:
        """Have all that is held on a customer put together; returns where it is going to be."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is configured."""

    billing: Billing | None = None
    support: Support | None = None
    crm: Crm | None = None
    mailer: Mailer | None = None
    letters: Letters | None = None
    exports: Exports | None = None
