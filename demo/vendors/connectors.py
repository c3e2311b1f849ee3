"""The connectors of the vendors, on the fakes."""

from collections.abc import Mapping
from typing import Any

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.hubspot import crm
from customer_health.connectors.hubspot.crm import HubSpot
from customer_health.connectors.stripe import billing
from customer_health.connectors.stripe.billing import StripeBilling
from customer_health.connectors.stripe.client import stripe_client
from customer_health.connectors.stripe.effects import StripeEffects
from customer_health.connectors.zendesk import support
from customer_health.connectors.zendesk.effects import ZendeskEffects
from customer_health.connectors.zendesk.support import Zendesk
from customer_health.flows.actions.ports import Vendors
from customer_health.notify.mail import templates
from customer_health.notify.mail.smtp import Mailer
from customer_health.notify.mail.templates import Mail
from customer_health.notify.messages.actions import decision_mail
from demo.staff.users import DOMAIN
from demo.vendors.fakes import Fakes

TIMEOUT_BUDGET = 30.0
"""Seconds."""


def connect(fakes: Fakes, dashboard: str) -> Vendors:
    """Return the vendors as quick actions use them. Letters link to the dashboard's address."""
    token = {"Authorization": f"Bearer {fakes.hubspot.token}"}
    rest, search = (
        VendorHttp(VendorLimiter("hubspot", rate), fakes.hubspot.url, token, TIMEOUT_BUDGET)
        for rate in (crm.RATE, crm.SEARCH_RATE)
    )
    hubspot = HubSpot(rest, search)
    limiter = VendorLimiter("stripe", billing.RATE)
    stripe = stripe_client(fakes.stripe.key, fakes.stripe.url, limiter, TIMEOUT_BUDGET)
    login = support.credentials(fakes.zendesk.email, fakes.zendesk.token)
    limiter = VendorLimiter("zendesk", support.rate(700))
    zendesk = VendorHttp(limiter, fakes.zendesk.url, login, TIMEOUT_BUDGET)

    def decision(facts: Mapping[str, Any]) -> Mail:
        return decision_mail(facts, "en", f"{dashboard}/customers/{facts['companyId']}")

    return Vendors(
        sources={"crm": hubspot, "billing": StripeBilling(stripe), "support": Zendesk(zendesk)},
        billing=StripeEffects(stripe),
        support=ZendeskEffects(zendesk),
        crm=hubspot,
        mailer=Mailer(fakes.mail.smtp_url, f"support@{DOMAIN}"),
        letters=templates,
        decision=decision,
    )
