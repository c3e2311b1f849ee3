"""Vendors in memory, in place of the network, and people who ask and decide."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from customer_health.domain.actions.action import Action, ActionRequest, Person
from customer_health.domain.actions.kinds.kind import NoParameters, Parameters
from customer_health.domain.actions.kinds.money import Amount
from customer_health.domain.context.billing_record import BillingRecord, Invoice, Payment, Plan
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import (
    Account,
    Contact,
    CrmRecord,
    Priority,
    SentEmail,
    SupportRecord,
    Ticket,
)
from customer_health.domain.money import Money
from customer_health.errors import SourceError
from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.request import request_action
from customer_health.notify.mail import templates as mail
from customer_health.notify.mail.invitations import invitation
from tests.api.client import row
from tests.memory_database import MemoryDatabase

START = datetime(2025, 11, 24, 15, tzinfo=UTC)
OPENED = START - timedelta(days=2)
PLANS = {
    "basic": Plan("basic", "Basic", Money(100_00, "USD"), "month"),
    "pro": Plan("pro", "Pro", Money(300_00, "USD"), "month"),
    "pro_yearly": Plan("pro_yearly", "Pro", Money(3_000_00, "USD"), "year"),
    "pro_quarterly": Plan("pro_quarterly", "Pro", Money(800_00, "USD"), "month", interval_count=3),
}
AGENT = Person("u-agent", "ann@pivotapp.ca", "agent")
OTHER_AGENT = Person("u-other", "olaf@pivotapp.ca", "agent")
SUPERVISOR = Person("u-super", "sue@pivotapp.ca", "supervisor")
EXECUTIVE = Person("u-exec", "eve@pivotapp.ca", "executive")
ADMIN = Person("u-admin", "adam@pivotapp.ca", "admin")
SECOND_SUPERVISOR = Person("u-super2", "sam@pivotapp.ca", "supervisor")
SECOND_EXECUTIVE = Person("u-exec2", "eli@pivotapp.ca", "executive")


class Crash(BaseException):
    """The process is gone: none of our own code may catch it."""


@dataclass
class Vendor:
    """Does each thing once for a key, as the real ones do. `faults` are raised by the next calls:
    those of `before` with nothing done, those of `after` as if the answer was lost."""

    done: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)

    def do(self, key: str, *details: Any) -> str:
        self.calls.append(key)
        if self.before:
            raise self.before.pop(0)
        self.done.setdefault(key, details)
        if self.after:
            raise self.after.pop(0)
        return f"ref-{key[:6]}"


class BillingAccount(Vendor):
    money = "USD"
    plan: Plan | None = PLANS["basic"]
    invoice: Invoice | None = None
    failed: tuple[Payment, ...] = ()

    def do(self, key: str, *details: Any) -> str:
        return super().do(key.partition(":")[0], *details)

    def find(self, keys: CustomerIdentity) -> str:
        return f"cus_{keys.company_id}"

    def fetch(self, source_id: str, now: datetime) -> BillingRecord:
        return BillingRecord(
            source_id,
            "current",
            plan=self.plan,
            current_invoice=self.invoice,
            failed_payments=self.failed,
        )

    def currency(self, customer_id: str) -> str:
        return self.money

    def price(self, price_id: str) -> Plan:
        return PLANS[price_id]

    def check_refund(self, customer_id: str, amount: Money) -> None: ...

    def check_late_fees(self, customer_id: str, invoice_id: str) -> None: ...

    def check_trial(self, customer_id: str, until: datetime) -> None: ...

    def prices(self) -> list[Plan]:
        return list(PLANS.values())

    def credit(self, customer_id: str, amount: Money, reason: str, key: str) -> str:
        return self.do(key, "credit", customer_id, amount)

    def refund(self, customer_id: str, amount: Money, reason: str, key: str) -> str:
        return self.do(key, "refund", customer_id, amount)

    def waive_fees(self, customer_id: str, invoice_id: str, reason: str, key: str) -> str:
        return self.do(key, "waive_fees", customer_id, invoice_id)

    def discount(self, customer_id: str, percent: int, months: int, reason: str, key: str) -> str:
        return self.do(key, "discount", customer_id, percent, months)

    def extend_trial(self, customer_id: str, until: datetime, key: str) -> str:
        return self.do(key, "extend_trial", customer_id, until)

    def change_plan(self, customer_id: str, price_id: str, key: str) -> str:
        return self.do(key, "change_plan", customer_id, price_id)

    def pause(self, customer_id: str, resume_at: datetime | None, key: str) -> str:
        return self.do(key, "pause", customer_id, resume_at)

    def given(self) -> int:
        return sum(one[2].cents for one in self.done.values() if one[0] in ("credit", "refund"))


class SupportDesk(Vendor):
    def find(self, keys: CustomerIdentity) -> str:
        return f"org_{keys.company_id}"

    def fetch(self, source_id: str, now: datetime) -> SupportRecord:
        return SupportRecord(1, 0, open=(Ticket("77", "Help", "open", "normal", OPENED),))

    def create_ticket(
        self,
        subject: str,
        body: str,
        priority: Priority,
        requester_name: str,
        requester_email: str,
        organization_id: str | None,
        key: str,
    ) -> str:
        return self.do(key, "ticket", subject, requester_email, organization_id)

    def escalate(self, ticket_id: str, reason: str, key: str) -> str:
        return self.do(key, "escalate", ticket_id, reason)

    def override_sla(self, ticket_id: str, priority: Priority, reason: str, key: str) -> str:
        return self.do(key, "sla", ticket_id, priority)


class CrmRecords(Vendor):
    contract_end = date(2026, 1, 31)

    def find(self, keys: CustomerIdentity) -> str:
        return f"crm_{keys.company_id}"

    def fetch(self, source_id: str, now: datetime) -> CrmRecord:
        account = Account(source_id, contract_end=self.contract_end)
        return CrmRecord(Contact("Boss", language="fr"), account)

    def add_note(self, company_id: str, text: str, at: datetime, key: str) -> str:
        return self.do(key, "note", company_id, text)

    def log_email(self, company_id: str, email: SentEmail, key: str) -> str:
        return self.do(key, "email", company_id, email)

    def schedule_call(
        self, company_id: str, title: str, start: datetime, minutes: int, owner: str, key: str
    ) -> str:
        return self.do(key, "call", company_id, title, start, minutes, owner)

    def set_contract_end(self, company_id: str, day: date, key: str) -> str:
        return self.do(key, "contract", company_id, day)


class Mailbox(Vendor):
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
        return self.do(key, "mail", to, subject, text, reply_to or calendar)


class ExportDesk(Vendor):
    def start(self, company_id: str, requested_by: str, key: str) -> str:
        return self.do(key, "export", company_id, requested_by)


class World:
    """A tracked customer `acme` that pays in US dollars, and a clock that tests set."""

    def __init__(self) -> None:
        self.now = START
        self.database = MemoryDatabase(
            {
                "CustomerIndex": {"acme": row(email="boss@example.com")},
                "Matches": {"acme": {"state": "linked", "crmId": "crm_acme"}},
            }
        )
        self.billing = BillingAccount()
        self.support = SupportDesk()
        self.crm = CrmRecords()
        self.mailbox = Mailbox()
        self.exports = ExportDesk()
        self.vendors = Vendors(
            sources={"billing": self.billing, "support": self.support, "crm": self.crm},
            billing=self.billing,
            support=self.support,
            crm=self.crm,
            mailer=self.mailbox,
            letters=mail,
            invitation=partial(invitation, organizer="care@pivotapp.ca", language="en"),
            exports=self.exports,
        )
        self.keys = 0

    def before_next_change(self, step: Callable[[], object]) -> None:
        """Let another request take a step right before the next transaction."""
        change = self.database.change

        def changing(path: str, make: Callable[[Any], Any]) -> Any:
            self.database.change = change  # type: ignore[method-assign]
            step()
            return change(path, make)

        self.database.change = changing  # type: ignore[method-assign]

    def clock(self) -> datetime:
        return self.now

    def ask(
        self,
        kind: Any,
        parameters: Parameters,
        who: Person = AGENT,
        key: str | None = None,
        why: str = "why",
    ) -> Action:
        if key is None:
            self.keys += 1
            key = f"key-{self.keys}"
        request = ActionRequest("acme", "Acme", kind, parameters, why)
        return request_action(self.database, self.vendors, request, who, key, self.now)

    def credit(self, cents: int, who: Person = AGENT, **more: Any) -> Action:
        return self.ask("credit", Amount(cents, "USD"), who, **more)

    def hold(self) -> None:
        """Set a legal hold."""
        assert self.run(self.ask("set_legal_hold", NoParameters(), SUPERVISOR)).state == "done"

    def decide(self, decide: Callable[..., Action], action: Action, who: Person) -> Action:
        return decide(self.database, action.id, action.version, who, "because", self.now)

    def run(self, action: Action) -> Action:
        return run_action(self.database, self.vendors, action.id, self.clock)

    def run_through(self, action: Action) -> Action:
        """As a task that is tried again until it comes to its end."""
        while True:
            try:
                return self.run(action)
            except SourceError:
                continue
