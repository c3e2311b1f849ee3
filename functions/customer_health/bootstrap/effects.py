"""What quick actions are done with."""

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
def action_vendors(patience: float = vendors.IMPATIENT) -> "Vendors":
    from customer_health.flows.actions.ports import Vendors
    from customer_health.notify.mail import templates as mail

    return Vendors(
        sources=vendors.connectors(patience),
        billing=billing_effects(patience),
        support=support_effects(patience),
        crm=vendors.hubspot(patience),
        mailer=notifiers.mailer(),
        letters=mail,
        decision=notifiers.decision_letter,
        exports=exporter(),
    )


def billing_effects(patience: float) -> "StripeEffects | None":
    client = vendors.stripe(patience)
    if client is None:
        return None
    from customer_health.connectors.stripe.effects import StripeEffects

    return StripeEffects(client)


def support_effects(patience: float) -> "ZendeskEffects | None":
    http = vendors.zendesk_http(patience)
    if http is None:
        return None
    from customer_health.connectors.zendesk.effects import ZendeskEffects

    return ZendeskEffects(http)


@cache
def exporter() -> "Exporter":
    from customer_health.flows.export import Exporter

    return Exporter(firebase.database(), tasks.enqueue_export, partial(datetime.now, UTC))
