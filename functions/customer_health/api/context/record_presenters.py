"""Show the records of the sources as the API's models."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from customer_health.api.context import record_models as models
from customer_health.api.context.billing_models import BillingData, Invoice, InvoicePage
from customer_health.domain.context import billing_record
from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.product_features import OFFERED, used_features
from customer_health.domain.context.trends import trend_between, trend_of
from customer_health.domain.context.vendor_records import CrmRecord, SupportRecord, Ticket, Usage


def contact(crm: CrmRecord) -> models.ContactData:
    return models.ContactData(**asdict(crm.contact))


def plan_of(paid: BillingRecord | None) -> dict[str, Any]:
    if paid is None:
        return {}
    known = asdict(paid)
    picked = {name: known[name] for name in ("plan", "lifetime_value")}
    return {**picked, "billing_cycle": paid.plan.cycle if paid.plan else None}


def billing(paid: BillingRecord) -> BillingData:
    """Show the customer in billing. Invoices and failed payments are left out: they are on the
    timeline, and invoices have a page of their own."""
    known = asdict(paid)
    for events in ("invoices", "failed_payments"):
        known.pop(events)
    first = known["discounts"][0] if known["discounts"] else None
    return BillingData(**known, discount=first)


def invoice_page(invoices: list[billing_record.Invoice], following: str | None) -> InvoicePage:
    shown = [Invoice(**asdict(invoice)) for invoice in invoices]
    return InvoicePage(invoices=shown, next=following)


def support(known: SupportRecord) -> models.SupportData:
    given = asdict(known)
    given.pop("recent")
    return models.SupportData(
        **given,
        trend=trend_between(known.tickets_before, known.tickets),
        escalation_rate=100 * known.escalated / known.tickets if known.tickets else None,
    )


def ticket_page(tickets: list[Ticket], following: str | None) -> models.TicketPage:
    shown = [models.Ticket(**asdict(ticket)) for ticket in tickets]
    return models.TicketPage(tickets=shown, next=following)


def usage_at(now: datetime) -> Callable[[Usage], models.UsageData]:
    def usage(known: Usage) -> models.UsageData:
        used = used_features(known.features, now)
        offered, features = len(used & set(OFFERED)), [f for f in known.features if f.id in used]
        given = asdict(known) | {"features": [asdict(feature) for feature in features]}
        change = known.trend_percent
        return models.UsageData(
            **given,
            utilization=100 * known.active_users / known.seats if known.seats else None,
            features_used=offered,
            adoption=100 * offered / known.features_offered if known.features_offered else None,
            most_used=features[0].id if features else None,
            trend=None if change is None else trend_of(change),
        )

    return usage
