"""A world whose vendors are the fakes at the network, reached by the real connectors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.zendesk.effects import ZendeskEffects
from customer_health.connectors.zendesk.support import Zendesk, credentials, rate
from customer_health.notify.mail import templates as mail
from customer_health.notify.mail.smtp import Mailer
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from tests.connectors.hubspot import portal as hubspot_portal
from tests.connectors.stripe import clients as stripe_clients
from tests.flows.actions.examples import examples
from tests.flows.actions.world import World

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
        self.examples = examples(NOW, ticket=str(ticket), invoice=invoice["id"], dearer_plan="top")

    def connect(self) -> None:
        zendesk = self.zendesk
        login = credentials(zendesk.email, zendesk.token)
        http = VendorHttp(VendorLimiter("zendesk", rate(200)), zendesk.url, login, 5)
        crm = hubspot_portal.client(self.hubspot)
        billing = stripe_clients.billing(self.stripe)
        self.world.vendors = replace(
            self.world.vendors,
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
            [one["hs_email_subject"] for one in self.hubspot.emails(self.company)],
            [one.get("hs_meeting_title") for one in self.hubspot.meetings(self.company)],
            self.hubspot.get("companies", self.company).get("contract_end"),
            dict(self.world.exports.done),
        ]
