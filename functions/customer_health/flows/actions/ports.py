"""The ports through which actions change things at vendors. The connectors implement them.

Every method that changes something is idempotent by `key` and returns the vendor's reference.
Billing's keys may end in `:` and a number, which counts a person's retries: keys that are equal
before the `:` stand for the same effect.

All methods raise SourceDown or BadAnswer if the effect may have happened, SourceRefused if it
certainly did not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from customer_health.domain.actions.kinds.mail import Language
from customer_health.domain.context.billing_record import Plan
from customer_health.domain.context.source import Source, SourceName
from customer_health.domain.context.vendor_records import Priority, SentEmail
from customer_health.domain.money import Money


class BillingPort(Protocol):
    def currency(self, customer_id: str) -> str: ...

    def price(self, price_id: str) -> Plan: ...

    def prices(self) -> Sequence[Plan]:
        """Return the plans that customers may subscribe to, each for one seat. Cached for some
        minutes."""

    def check_refund(self, customer_id: str, amount: Money) -> None:
        """Raises SourceRefused if the customer has paid less, after earlier refunds."""

    def check_late_fees(self, customer_id: str, invoice_id: str) -> None:
        """Raises SourceRefused unless the invoice is the customer's, open, and has a late fee."""

    def check_trial(self, customer_id: str, until: datetime) -> None:
        """Raises SourceRefused unless the customer has a trial that ends at `until` or before."""

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

    def log_email(self, company_id: str, email: SentEmail, key: str) -> str: ...

    def schedule_call(
        self, company_id: str, title: str, start: datetime, minutes: int, owner: str, key: str
    ) -> str:
        """Schedule a meeting. It belongs to the CRM's user with the e-mail address `owner`, if
        there is one."""

    def set_contract_end(self, company_id: str, day: date, key: str) -> str: ...


class Mailer(Protocol):
    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str,
        key: str,
        *,
        reply_to: str | None = None,
        calendar: str = "",
    ) -> str:
        """Send a mail and return its Message-ID. Answers go to `reply_to`, else to the sender.
        `calendar` is an invitation as iCalendar."""


class Letter(Protocol):
    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def html(self) -> str: ...

    @property
    def calendar(self) -> str:
        """An invitation as iCalendar; empty if there is none."""


class WriteInvitation(Protocol):
    def __call__(
        self,
        title: str,
        company: str,
        start: datetime,
        minutes: int,
        attendee: str,
        key: str,
        asked_at: datetime,
    ) -> Letter:
        """Write an invitation to a call, for the colleague who asked for it."""


class Template(Protocol):
    """`fields` are the facts that the template needs."""

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> tuple[str, ...]: ...


class Letters(Protocol):
    """The templates of mail to customers."""

    def templates(self) -> Sequence[Template]: ...

    def render(self, template: str, language: Language, facts: Mapping[str, str]) -> Letter:
        """Render a letter. Raises Missing if the template or one of its facts is missing."""


class Exports(Protocol):
    def start(self, company_id: str, requested_by: str, key: str) -> str:
        """Have everything that is held on a customer collected; returns the export's id."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """The vendors that are configured. `sources` find customers and read their records; `decision`
    renders the letter that tells a requester what became of their action, `invitation` the one for
    their calendar."""

    sources: Mapping[SourceName, Source[Any] | None] = field(default_factory=dict)
    billing: BillingPort | None = None
    support: SupportPort | None = None
    crm: CrmPort | None = None
    mailer: Mailer | None = None
    letters: Letters | None = None
    decision: Callable[[Mapping[str, Any]], Letter] | None = None
    invitation: WriteInvitation | None = None
    exports: Exports | None = None
