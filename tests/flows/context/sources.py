"""Stub sources of the context view with answers set by the test."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from customer_health.domain.context.billing_record import (
    BillingRecord,
    Credit,
    Discount,
    Invoice,
    Payment,
    Plan,
)
from customer_health.domain.context.source import CustomerIdentity, SourceName
from customer_health.domain.context.vendor_records import (
    Account,
    Contact,
    CrmRecord,
    Feature,
    Meeting,
    Note,
    Owner,
    SupportRecord,
    Ticket,
    Usage,
)
from customer_health.domain.money import Money

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def cad(cents: int) -> Money:
    return Money(cents, "CAD")


OPENED = Ticket("4567", "API rate limiting", "open", "high", NOW - DAY, escalated=True)
SOLVED = Ticket("4566", "Late export", "solved", "low", NOW - 9 * DAY, NOW - 8 * DAY, 5)
PAID = Invoice("in_2", "INV-789", NOW - 20 * DAY, cad(500_000), "paid", NOW, NOW - 19 * DAY)
DUE = Invoice("in_3", "INV-790", NOW - 2 * DAY, cad(500_000), "open", NOW + 13 * DAY)

CRM = CrmRecord(
    Contact(
        name="John Smith",
        email="john@acme.example.com",
        phone="+1-555-0123",
        company="Acme",
        job_title="VP of Engineering",
        timezone="America/Toronto",
        language="en",
        preference="Email > Chat",
    ),
    Account(
        "901",
        tier="Enterprise",
        tier_since=date(2023, 6, 15),
        contract_end=date(2026, 6, 1),
        renewal_probability=85.0,
        owner=Owner("Ola", "ola@pivotapp.ca"),
        last_contact=NOW - 5 * DAY,
    ),
    (Note("n1", NOW - 6 * DAY, "Content with the new module", "ola@pivotapp.ca"),),
    (Meeting("m1", NOW - 7 * DAY, NOW + 9 * DAY, "QBR", "Ola"),),
)
BILLING = BillingRecord(
    "cus_1",
    "current",
    plan=Plan("price_1", "Enterprise Pro", cad(500_000), "month", 100),
    current_invoice=DUE,
    last_payment=Payment("ch_1", NOW - 19 * DAY, cad(500_000), succeeded=True),
    failed_payments_12m=0,
    balance=cad(0),
    credits=cad(20_000),
    last_credit=Credit(NOW - 9 * DAY, cad(20_000), "SLA credit for the outage"),
    discounts=(Discount("annual commitment", percent=10.0), Discount("loyalty", amount=cad(500))),
    billing_contact="billing@acme.example.com",
    revenue_12m=cad(6_000_000),
    lifetime_value=cad(18_000_000),
    invoices=(DUE, PAID),
)
SUPPORT = SupportRecord(
    tickets=23,
    tickets_before=35,
    open=(OPENED,),
    last=SOLVED,
    resolution_hours=8.2,
    satisfaction=4.6,
    ratings=9,
    escalated=3,
    recent=(OPENED, SOLVED),
)
USAGE = Usage(
    active_users=47,
    seats=100,
    last_login=NOW - 2 * DAY,
    last_login_by="John Smith",
    features=(
        Feature("schedule", NOW - DAY, 900),
        Feature("timeclock", NOW - 3 * DAY, 400),
        Feature("reports", NOW - 90 * DAY, 0),
    ),
    unused_high_value=("payroll-export", "shift-trading", "reports", "mobile-app"),
    features_offered=9,
    trend_percent=-12.0,
)
RECORDS: dict[SourceName, Any] = {
    "crm": CRM,
    "billing": BILLING,
    "support": SUPPORT,
    "usage": USAGE,
}
IDS: dict[SourceName, str] = {
    "crm": "901",
    "billing": "cus_1",
    "support": "77",
    "usage": "acme",
}


class StubSource:
    """Answers with `record`, or raises `error`. No answer comes while the event `open` is unset."""

    def __init__(self, finds: str | Exception, record: Any) -> None:
        """`finds` is the id, or the error, of a search for a customer."""
        self.finds = finds
        self.record = record
        self.error: Exception | None = None
        self.found: list[CustomerIdentity] = []
        self.fetched: list[str] = []
        self.open = threading.Event()
        self.open.set()
        self.before_answer: Callable[[], None] = lambda: None

    def tickets(self, source_id: str, after: str | None, limit: int) -> Any:
        return [], None

    def invoices(self, source_id: str, after: str | None, limit: int, status: str | None) -> Any:
        return [], None

    def fetch(self, source_id: str, now: datetime) -> Any:
        self.fetched.append(source_id)
        self.open.wait(20)
        self.before_answer()
        if self.error:
            raise self.error
        return self.record


class SearchableStub(StubSource):
    """A stub of a source that can be searched for a customer."""

    def find(self, customer: CustomerIdentity) -> str:
        self.found.append(customer)
        if isinstance(self.finds, Exception):
            raise self.finds
        return self.finds


def sources() -> dict[SourceName, StubSource]:
    kinds = {"billing": SearchableStub, "support": SearchableStub}
    return {
        source: kinds.get(source, StubSource)(IDS[source], record)
        for source, record in RECORDS.items()
    }
