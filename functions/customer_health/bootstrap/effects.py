"""Make the vendors' clients that carry out quick actions."""

from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from customer_health.bootstrap import firebase, notifiers, tasks, vendors

if TYPE_CHECKING:
    from customer_health.connectors.stripe.effects import StripeEffects
    from customer_health.connectors.zendesk.effects import ZendeskEffects
    from customer_health.flows.actions.ports import Vendors
    from customer_health.flows.export import Exporter


@cache
def action_vendors(timeout_budget: float) -> "Vendors":
    from customer_health.flows.actions.ports import Vendors
    from customer_health.notify.mail import templates as mail

    return Vendors(
        sources=vendors.connectors(timeout_budget),
        billing=billing_effects(timeout_budget),
        support=support_effects(timeout_budget),
        crm=vendors.hubspot(timeout_budget),
        mailer=notifiers.mailer(),
        letters=mail,
        decision=notifiers.decision_letter,
        invitation=notifiers.call_invitation,
        exports=exporter(),
    )


def billing_effects(timeout_budget: float) -> "StripeEffects | None":
    client = vendors.stripe(timeout_budget)
    if client is None:
        return None
    from customer_health.connectors.stripe.effects import StripeEffects

    return StripeEffects(client)


def support_effects(timeout_budget: float) -> "ZendeskEffects | None":
    http = vendors.zendesk_http(timeout_budget)
    if http is None:
        return None
    from customer_health.connectors.zendesk.effects import ZendeskEffects

    return ZendeskEffects(http)


@cache
def exporter() -> "Exporter":
    from customer_health.flows.export import Exporter

    return Exporter(firebase.database(), tasks.enqueue_export, partial(datetime.now, UTC))
