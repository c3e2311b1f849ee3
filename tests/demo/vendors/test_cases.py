"""Every case is there, as the connectors read it from the fakes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.source import CustomerIdentity, SourceName
from customer_health.domain.context.usage_history import falls
from customer_health.domain.context.vendor_records import CrmRecord, SupportRecord
from customer_health.domain.instants import clock_of
from customer_health.errors import NotInSource
from customer_health.flows.actions.ports import Vendors
from demo.app.companies import Company, companies
from demo.app.people import Record
from demo.runs.earlier import earlier_updates
from demo.serve import DASHBOARD, fill, known_accounts
from demo.vendors.accounts import account
from demo.vendors.connectors import connect
from demo.vendors.fakes import Fakes, running_fakes
from demo.vendors.stripe import overdue_invoice
from tests.demo.conftest import SEED, TODAY

NOW = clock_of(TODAY)
COMPANIES = companies(TODAY, SEED)
LAST = {company.shape.name: company for company in COMPANIES if company.link == "linked"}


@pytest.fixture(scope="module")
def fakes(data: Record) -> Iterator[Fakes]:
    with running_fakes() as running:
        running.hubspot.limit(rate=None, search_rate=None)
        fill(running, data, known_accounts(data, TODAY), TODAY)
        yield running


@pytest.fixture(scope="module")
def vendors(fakes: Fakes) -> Vendors:
    return connect(fakes, DASHBOARD)


def identity(company: Company) -> CustomerIdentity:
    return CustomerIdentity(company.id, company.name, company.email)


def fetch(vendors: Vendors, source: SourceName, company: Company) -> object:
    connector = vendors.sources[source]
    return connector.fetch(connector.find(identity(company)), NOW)


def billing(vendors: Vendors, shape: str) -> BillingRecord:
    record = fetch(vendors, "billing", LAST[shape])
    assert isinstance(record, BillingRecord)
    return record


def test_one_is_on_trial(vendors: Vendors) -> None:
    record = billing(vendors, "brand new")
    assert record.trial_ends_at
    assert record.trial_ends_at > NOW
    assert not record.invoices


def test_one_has_two_discounts(vendors: Vendors) -> None:
    discounts = billing(vendors, "publishes everything").discounts
    assert [(one.name, one.percent) for one in discounts] == [
        ("Annual commitment", 10),
        ("Loyalty", 5),
    ]


@pytest.mark.parametrize("shape", ["largest", "growing fast", "master gone"])
def test_seats_were_sold(vendors: Vendors, shape: str) -> None:
    plan = billing(vendors, shape).plan
    assert plan
    assert plan.seats
    assert plan.seats > LAST[shape].size
    assert plan.amount.cents == 650 * plan.seats


def test_one_has_paid_this_month_s_invoice(vendors: Vendors) -> None:
    paid = [one.paid_at for one in billing(vendors, "steady").invoices if one.paid_at]
    assert NOW - timedelta(days=30) < max(paid) <= NOW


def test_one_owes_a_late_fee(vendors: Vendors, fakes: Fakes) -> None:
    company = LAST["never logged in"]
    connector = vendors.sources["billing"]
    assert vendors.billing
    invoice = overdue_invoice(fakes.stripe, company.email)
    vendors.billing.check_late_fees(connector.find(identity(company)), invoice)
    assert billing(vendors, "never logged in").payment_status == "past_due"


def test_the_contact_is_the_same_everywhere(vendors: Vendors, fakes: Fakes, data: Record) -> None:
    company = LAST["everything at once"]
    known = data["Companies"][company.id]["contact"]
    mirror = {one["courriel_compte_maitre"]: key for key, one in data["CrmCompanies"].items()}
    record = vendors.sources["crm"].fetch(mirror[company.email], NOW)
    assert isinstance(record, CrmRecord)
    assert (record.contact.name, record.contact.phone) == (known["name"], known["phone"])
    users = fakes.zendesk.server.desk.users.values()
    [user] = [one for one in users if one["email"] == company.email]
    assert (user["name"], user["phone"]) == (known["name"], known["phone"])


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ("support", "no schedules"),
        ("billing", "drafts only"),
        ("billing", "just imported"),
        ("support", "just imported"),
    ],
)
def test_a_source_does_not_know_the_customer(
    vendors: Vendors, source: SourceName, shape: str
) -> None:
    with pytest.raises(NotInSource):
        fetch(vendors, source, LAST[shape])


def test_one_has_an_open_escalation(vendors: Vendors) -> None:
    record = fetch(vendors, "support", LAST["everything at once"])
    assert isinstance(record, SupportRecord)
    assert any(ticket.escalated for ticket in record.open)


def test_usage_falls(data: Record) -> None:
    company = LAST["everything at once"]
    updates = earlier_updates([account(company, TODAY)], data["ProductUsage"], TODAY)
    totals = {
        TODAY - timedelta(days=ago): updates[path]
        for ago in range(70)
        if (path := f"UsageHistory/{company.id}/{TODAY - timedelta(days=ago)}") in updates
    }
    assert list(falls(totals, TODAY))
