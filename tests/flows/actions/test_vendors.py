"""Every kind of quick action with the real connectors, against the vendors' fakes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.zendesk.effects import ZendeskEffects
from customer_health.connectors.zendesk.support import Zendesk, credentials, rate
from customer_health.domain.actions import kinds
from customer_health.domain.actions.kinds import ACTION_KINDS, ActionKind, Amount, Params
from customer_health.flows.actions.decide import approve
from customer_health.notify.mail import templates as mail
from customer_health.notify.mail.smtp import Mailer
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from tests.connectors.hubspot import portal as hubspot_portal
from tests.connectors.stripe import clients as stripe_clients
from tests.flows.actions.world import EXECUTIVE, SUPERVISOR, World

EMAIL = "boss@example.com"
NOW = datetime.now(UTC).replace(microsecond=0)


class Fakes:
    """The customer `acme`, as each vendor knows it, and a world that reaches them."""

    def __init__(self, stripe: StripeFake, zendesk: ZendeskFake, smtp: SmtpFake, hubspot: Any):
        self.stripe, self.zendesk, self.smtp, self.hubspot = stripe, zendesk, smtp, hubspot
        self.customer = stripe.put_customer(EMAIL, currency="usd")["id"]
        price = stripe.put_price("Pro", 200_00, currency="usd", interval="month", id="pro")
        stripe.put_price("Basic", 100_00, currency="usd", interval="month", id="basic")
        stripe.put_price("Enterprise", 300_00, currency="usd", interval="month", id="top")
        trial = {"status": "trialing", "trial_end": int((NOW + timedelta(days=3)).timestamp())}
        stripe.put_subscription(self.customer, price, 10, **trial)
        stripe.put_charge(self.customer, 500_00, currency="usd")
        fee = {"amount": 15_00, "description": "Late fee"}
        invoice = stripe.put_invoice(self.customer, 15_00, currency="usd", lines=[fee])
        user = zendesk.put_user(EMAIL, "Boss")
        ticket = zendesk.put_ticket("Clock", NOW - timedelta(days=1), requester_id=user)
        self.company = hubspot.put_company(name="Acme", courriel_compte_maitre=EMAIL)
        self.world = World()
        self.world.now = NOW
        self.world.database.patch({"Matches/acme/crmId": self.company})
        self.connect()
        self.what: dict[ActionKind, Params] = {
            "create_ticket": kinds.NewTicket("Help", "They can't clock in"),
            "escalate": kinds.Escalation(str(ticket)),
            "send_email": kinds.Email("check_in", "fr"),
            "add_note": kinds.NewNote("Called them"),
            "schedule_call": kinds.NewCall("QBR", NOW + timedelta(days=10), 45),
            "export_data": kinds.Nothing(),
            "credit": Amount(100_00, "USD"),
            "refund": Amount(100_00, "USD"),
            "extend_trial": kinds.Trial(NOW + timedelta(days=10)),
            "downgrade": kinds.NewPlan("basic"),
            "pause_billing": kinds.Pause(NOW + timedelta(days=30)),
            "mark_vip": kinds.Vip(),
            "override_sla": kinds.Sla(str(ticket), "urgent"),
            "waive_fees": kinds.Fees(invoice["id"]),
            "discount": kinds.Discount(10, 3),
            "contract_change": kinds.Contract(date(NOW.year + 1, 6, 30)),
            "upgrade": kinds.NewPlan("top"),
            "set_legal_hold": kinds.Nothing(),
            "clear_legal_hold": kinds.Nothing(),
        }

    def connect(self) -> None:
        zendesk = self.zendesk
        login = credentials(zendesk.email, zendesk.token)
        http = VendorHttp(VendorLimiter("zendesk", rate(200)), zendesk.url, login, 5)
        crm = hubspot_portal.client(self.hubspot)
        billing = stripe_clients.billing(self.stripe)
        self.world.to = replace(
            self.world.to,
            sources={"billing": billing, "support": Zendesk(http), "crm": crm},
            billing=stripe_clients.effects(self.stripe),
            support=ZendeskEffects(http),
            crm=crm,
            mailer=Mailer(self.smtp.smtp_url, "support@example.com"),
            letters=mail,
        )

    def made(self) -> list[Any]:
        """Everything that an action can have made or changed."""
        vendors = ("customer_balance_transaction", "refund", "credit_note", "discount")
        return [
            *(self.stripe.objects(kind) for kind in vendors),
            self.stripe.objects("subscription"),
            [(one["subject"], one["priority"], one["tags"]) for one in self.zendesk.tickets()],
            [one["subject"] for one in self.smtp.messages],
            [one.get("hs_note_body") for one in self.hubspot.notes(self.company)],
            [one.get("hs_meeting_title") for one in self.hubspot.meetings(self.company)],
            self.hubspot.get("companies", self.company).get("contract_end"),
            dict(self.world.exports.done),
        ]


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with (
        StripeFake() as stripe,
        ZendeskFake() as zendesk,
        SmtpFake() as smtp,
        hubspot_portal.portal() as hubspot,
    ):
        yield Fakes(stripe, zendesk, smtp, hubspot)


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_kind_is_done_and_asked_again_changes_nothing(fakes: Fakes, kind: ActionKind) -> None:
    world, before = fakes.world, fakes.made()
    action = world.ask(kind, fakes.what[kind], SUPERVISOR)
    if action.state == "pending":
        action = world.decide(approve, action, EXECUTIVE)
    done = world.run(action)
    assert (done.state, done.failure) == ("done", None)
    made = fakes.made()
    assert (made != before) == (kind not in {"mark_vip", "set_legal_hold", "clear_legal_hold"})
    # As after a crash between the effect and its record, a day later for the vendor.
    fakes.stripe.forget_keys()
    fakes.zendesk.forget_keys()
    row = f"Actions/{done.id}"
    steps = world.database.get(f"{row}/steps")[:-1]
    world.database.lay({f"{row}/state": "executing", f"{row}/steps": steps, f"{row}/settled": 0})
    again = world.run(action)
    assert (again.state, again.reference) == ("done", done.reference)
    assert without_letters(fakes.made()) == without_letters(made)


def without_letters(made: list[Any]) -> list[Any]:
    """A letter is sent again, with the Message-ID that it had."""
    return [*made[:6], set(made[6]), *made[7:]]


@pytest.mark.parametrize("kind", ["credit", "refund", "create_ticket", "discount", "waive_fees"])
@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"drop": True}, {"status": 500}])
def test_whatever_goes_wrong_it_is_done_once(
    fakes: Fakes, kind: ActionKind, fault: dict[str, Any]
) -> None:
    world = fakes.world
    action = world.ask(kind, fakes.what[kind], SUPERVISOR)
    if action.state == "pending":
        action = world.decide(approve, action, EXECUTIVE)
    for vendor in (fakes.stripe, fakes.zendesk):
        vendor.fail(method="POST", times=1, **fault)
    done = world.run_through(action)
    assert (done.state, done.failure) == ("done", None)
    counted: dict[ActionKind, Callable[[], int]] = {
        "credit": lambda: len(fakes.stripe.objects("customer_balance_transaction")),
        "refund": lambda: len(fakes.stripe.objects("refund")),
        "create_ticket": lambda: len(fakes.zendesk.tickets()) - 1,
        "discount": lambda: len(fakes.stripe.objects("discount")),
        "waive_fees": lambda: len(fakes.stripe.objects("credit_note")),
    }
    assert counted[kind]() == 1
