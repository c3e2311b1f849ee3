"""The text with which the form of a new ticket begins, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime

from customer_health.domain.customers.customer import Customer, newly_tracked
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.company import Company
from customer_health.domain.metrics.employees import Baseline
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.notify.text import ticket_draft
from customer_health.notify.text.language import Language
from customer_health.notify.text.ticket_draft import CustomerState
from customer_health.stores.customers import rows
from tests.api.client import row
from tests.flows.context.sources import BILLING, OPENED, SUPPORT

NOW = datetime(2025, 11, 24, 15, 30, tzinfo=UTC)
LEVELS = {
    EMPLOYEES: "critical",
    LOGIN: "critical",
    OPEN_SHIFTS: "critical",
    OUTSIDE_AVAILABILITY: "warning",
    CONFLICTING_CLOCK_INS: "healthy",
}


def maple(**changes: object) -> Customer:
    customer = replace(
        rows.read_row("maple", row("Maple")),
        employees=30,
        baseline=Baseline(date(2025, 10, 25), 40),
        login=datetime(2025, 11, 1, 15, tzinfo=UTC),
        averages={OPEN_SHIFTS: 23.45, OUTSIDE_AVAILABILITY: 12.0, CONFLICTING_CLOCK_INS: 1.0},
        levels=LEVELS,  # type: ignore[arg-type]
    )
    return replace(customer, **changes)  # type: ignore[arg-type]


def body(customer: Customer, language: Language = "en") -> list[str]:
    state = CustomerState(customer, NOW, "Ola", BILLING, replace(SUPPORT, open=(OPENED,)))
    return ticket_draft.body(state, language).replace("\xa0", " ").splitlines()


def test_the_state_in_english() -> None:
    assert body(maple()) == [
        "Level: critical",
        "In red:",
        "- Decrease in employees: 25% in 30 days, now 30",
        "- Time since the master account’s last login: 23 days, "
        "since November 1, 2025 at 11:00 a.m.",
        "- Open shifts: 23.4%",
        "Plan: Enterprise Pro",
        "Owner: Ola",
        "1 open ticket: #4567 API rate limiting",
    ]


def test_the_state_in_french() -> None:
    found = body(maple(login=None), "fr")
    assert found[:2] == ["Niveau : critique", "En rouge :"]
    assert any(line.endswith(": 25 % en 30 jours, maintenant 30") for line in found)
    assert any(line.endswith(": aucune connexion") for line in found)
    assert found[-3:] == [
        "Forfait : Enterprise Pro",
        "Responsable : Ola",
        "1 billet ouvert : #4567 API rate limiting",
    ]


def test_what_no_source_knows_is_left_out() -> None:
    healthy = maple(levels=dict.fromkeys(LEVELS, "healthy"))
    state = CustomerState(healthy, NOW)
    assert ticket_draft.body(state, "en") == "Level: healthy"
    assert ticket_draft.subject(state, "en") == "Maple: healthy"
    unmeasured = maple(averages={})
    assert "Open shifts" not in "\n".join(body(unmeasured))


def test_a_subject_is_one_line_that_a_ticket_may_have() -> None:
    state = CustomerState(maple(name="Maple\nBcc: " + "x" * 300), NOW)
    subject = ticket_draft.subject(state, "fr")
    assert len(subject) == ticket_draft.SUBJECT
    assert "\n" not in subject


def test_many_open_tickets_are_counted() -> None:
    state = CustomerState(maple(), NOW, support=replace(SUPPORT, open=(OPENED,) * 7))
    last = ticket_draft.body(state, "en").splitlines()[-1]
    assert last.startswith("7 open tickets: #4567")
    assert last.endswith(", …")


def test_a_new_customer_has_a_draft() -> None:
    company = Company("m", "Maple", None, None, TORONTO, NOW, linked=True)
    assert (
        ticket_draft.body(CustomerState(newly_tracked(company, NOW), NOW), "en") == "Level: no data"
    )
