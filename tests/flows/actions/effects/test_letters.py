"""Letters: what the system knows is filled in, and a preview shows what would be sent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.actions.letter_facts import PERCENT_OF, facts_from_billing
from customer_health.domain.context.billing_record import BillingRecord, Invoice, Payment
from customer_health.domain.context.vendor_records import SentEmail
from customer_health.domain.money import Money
from customer_health.errors import Conflicting, NotInSource, SourceDown, SourceRefused
from customer_health.flows.actions.effects.mail import Preview, preview
from customer_health.flows.actions.subject import subject_of
from customer_health.notify.mail.templates import templates
from customer_health.stores.context import context_cache
from tests.flows.actions.world import AGENT, START, World

OWED = Money(450_00, "CAD")
FAILED = Payment("ch_1", START - timedelta(days=2), OWED, succeeded=False)
INVOICE = Invoice("in_1", "A-3", START - timedelta(days=9), OWED, "open")


def look(world: World, template: str, **facts: str) -> Preview:
    subject = subject_of(world.database, world.vendors, "acme", world.now)
    return preview(subject, Email(template, "en", facts), AGENT.email)


def know_everything(world: World) -> None:
    averages = {"open": 12.345, "outside": 8.0, "clockIns": 61.27}
    world.database.patch({"CustomerIndex/acme/averages": averages})
    world.billing.failed, world.billing.invoice = (FAILED,), INVOICE


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
def test_nobody_types_what_is_known(world: World, template: object) -> None:
    know_everything(world)
    name = template.name  # type: ignore[attr-defined]
    found = look(world, name)
    assert found.missing == ()
    action = world.run(world.ask("send_email", Email(name, "en")))
    assert action.state == "done"
    assert found.letter
    [(_, to, subject, text, _)] = world.mailbox.done.values()
    assert (to, subject, text) == (found.to, found.letter.subject, found.letter.text)


def test_facts_are_the_customers_own(world: World) -> None:
    know_everything(world)
    assert look(world, "open_shifts_help").facts == {"percent": "12.3"}
    assert look(world, "availability_help").facts == {"percent": "8"}
    assert look(world, "clock_in_help").facts == {"percent": "61.3"}
    assert look(world, "renewal").facts == {"contract_end": "2026-01-31", "plan": "Basic"}
    assert look(world, "payment_failed").facts == {"amount": "450.00 CAD", "invoice": "A-3"}
    letter = look(world, "payment_failed").letter
    assert letter
    assert "The payment of $450.00 for invoice A-3" in letter.text


def test_every_template_with_a_percentage_has_its_metric() -> None:
    assert {one.name for one in templates() if "percent" in one.fields} == set(PERCENT_OF)


def test_what_a_person_gives_counts(world: World) -> None:
    know_everything(world)
    assert look(world, "open_shifts_help", percent="40").facts == {"percent": "40"}


def test_what_nobody_knows_is_missing(world: World) -> None:
    found = look(world, "open_shifts_help")
    assert (found.missing, found.letter, found.facts) == (("percent",), None, {})
    world.billing.plan = None
    assert look(world, "renewal").missing == ("plan",)


def test_a_source_that_is_down_leaves_its_facts_to_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SourceDown("no answer")

    monkeypatch.setattr(world.crm, "fetch", fail)
    assert look(world, "renewal").missing == ("contract_end",)
    world.vendors = replace(world.vendors, sources={})
    assert look(world, "renewal").missing == ("contract_end", "plan")


def test_the_record_that_the_page_shows_is_not_asked_for_again(world: World) -> None:
    record = world.crm.fetch("crm_acme", world.now)
    shown = replace(record, account=replace(record.account, contract_end=date(2026, 3, 1)))
    text, _ = context_cache.encoded("crm", shown)
    entry = {"record": text, "fetchedAt": "2025-11-24T14:30:00Z"}
    world.database.patch({context_cache.entry_path("acme", "crm"): entry})
    assert look(world, "renewal").facts["contract_end"] == "2026-03-01"
    world.now += timedelta(hours=1)
    assert look(world, "renewal").facts["contract_end"] == "2026-01-31"


def test_a_preview_sends_nothing_and_refuses_what_could_not_be_sent(world: World) -> None:
    assert look(world, "check_in").letter
    assert world.mailbox.calls == []
    with pytest.raises(Conflicting, match="no mail template"):
        look(world, "no_such")
    world.vendors = replace(world.vendors, mailer=None)
    with pytest.raises(Conflicting, match="not configured"):
        look(world, "check_in")


def test_a_letter_is_in_the_history_of_the_crm(world: World) -> None:
    world.database.patch({"ContextCache/acme/crm": {"record": "{}"}})
    done = world.run(world.ask("send_email", Email("check_in", "en")))
    [(_, to, subject, text, _)] = world.mailbox.done.values()
    email = SentEmail(START, AGENT.email, to, subject, text)
    assert world.crm.done == {done.id: ("email", "crm_acme", email)}
    assert world.database.get("ContextCache/acme/crm") is None  # its last contact has moved


def test_a_letter_needs_no_crm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> None:
        raise NotInSource("nobody there")

    world.crm.before.append(SourceRefused("no scope"))
    refused = world.run(world.ask("send_email", Email("check_in", "en")))
    assert (refused.state, refused.reference) == (
        "done",
        f"ref-{refused.id[:6]}, not in the CRM: no scope",
    )
    world.vendors = replace(world.vendors, crm=None)
    alone = world.run(world.ask("send_email", Email("check_in", "en")))
    assert (alone.state, "the CRM is not configured" in str(alone.reference)) == ("done", True)
    world.vendors = replace(world.vendors, crm=world.crm)
    monkeypatch.setattr(world.crm, "find", missing)
    world.database.patch({"Matches/acme": None})
    unknown = world.run(world.ask("send_email", Email("check_in", "en")))
    assert (unknown.state, "not in the CRM" in str(unknown.reference)) == ("done", True)
    assert len(world.mailbox.calls) == 3


def test_a_lost_answer_of_the_crm_sends_no_second_letter(world: World) -> None:
    world.crm.after.append(SourceDown("no answer"))
    done = world.run(world.ask("send_email", Email("check_in", "en")))
    assert (done.state, done.reference) == ("done", f"ref-{done.id[:6]}")
    world.crm.before += [SourceDown("still none")] * 2
    again = world.run(world.ask("send_email", Email("check_in", "en")))
    assert (again.state, again.reference) == (
        "done",
        f"ref-{again.id[:6]}, not in the CRM: still none",
    )
    assert len(world.mailbox.calls) == 2


def test_an_invoice_is_never_guessed() -> None:
    billing = BillingRecord("cus_1", "past_due", failed_payments=(FAILED,))
    assert facts_from_billing(billing) == {"amount": "450.00 CAD"}
    other = replace(billing, current_invoice=replace(INVOICE, amount=Money(1, "CAD")))
    assert facts_from_billing(other) == {"amount": "450.00 CAD"}
    paid = replace(FAILED, at=START, succeeded=True)
    assert facts_from_billing(replace(billing, last_payment=paid)) == {}
