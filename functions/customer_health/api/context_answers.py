"""The context view as the API shows it, from what was found."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from customer_health.api import context_models as models
from customer_health.api.alert_models import Alert
from customer_health.api.customer_models import Figures
from customer_health.api.customers import row_of
from customer_health.api.models import Owner, Sentence
from customer_health.api.timeline_models import Event
from customer_health.domain.features import OFFERED, used_features
from customer_health.domain.flags import Flag
from customer_health.domain.gathered import Fetched, Trouble
from customer_health.domain.profile import Billing, CrmRecord, Invoice, Support, Ticket, Usage
from customer_health.domain.score import Loss, Part, worst
from customer_health.domain.sections import NEEDS, SectionName
from customer_health.domain.sources import SourceName
from customer_health.domain.trends import trend_between, trend_of
from customer_health.flows.profile import Profile
from customer_health.notify.health_wording import (
    ALL_WELL,
    NO_DATA,
    in_words,
    why_flagged,
    why_lost,
    why_silent,
)
from customer_health.notify.wording import Language

EVENTS = 100


def sentence(write: Callable[[Language], str]) -> Sentence:
    return Sentence(en=write("en"), fr=write("fr"))


def answer(
    found: Profile, sections: tuple[SectionName, ...], alerts: list[Alert]
) -> models.Context:
    health = health_data(found, alerts)
    made: Mapping[SectionName, Callable[[], Any]] = {
        "contact": lambda: own(found, "contact", models.ContactSection, contact),
        "account": lambda: account_section(found),
        "billing": lambda: own(found, "billing", models.BillingSection, billing),
        "support": lambda: own(found, "support", models.SupportSection, support),
        "usage": lambda: own(found, "usage", models.UsageSection, usage_at(found)),
        "health": lambda: of_all(found, "health", models.HealthSection, health),
        "flags": lambda: of_all(found, "flags", models.FlagsSection, flags_data(found)),
        "timeline": lambda: of_all(found, "timeline", models.TimelineSection, events_data(found)),
    }
    return models.Context(
        id=found.customer.id,
        name=found.customer.name,
        as_of=found.now,
        summary=summary(found, alerts),
        sections=models.ContextSections(**{name: made[name]() for name in sections}),
    )


def summary(found: Profile, alerts: list[Alert]) -> models.ContextSummary:
    crm, plan = found.gathered.crm.record, found.gathered.billing.record
    help_desk = found.gathered.support.record
    account = crm.account if crm else None
    owner = asdict(account.owner) if account and account.owner else found.customer.owner
    return models.ContextSummary(
        level=found.customer.level,
        score=found.score.value,
        band=found.score.band,
        why=why(found, alerts),
        owner=Owner(name=owner.get("name"), email=owner.get("email")) if owner else None,
        plan=plan.plan.name if plan and plan.plan else None,
        open_tickets=len(help_desk.open) if help_desk else None,
        last_contact=account.last_contact if account else None,
        missing=missing(found, ("crm", "billing", "support")),
    )


def why(found: Profile, alerts: list[Alert]) -> Sentence:
    """The worst alert, else what costs the score most."""
    if alerts:
        return min(alerts, key=lambda alert: alert.severity != "critical").text
    loss = worst(found.score.parts)
    if loss:
        return sentence(lambda language: why_lost(loss, language))
    phrase = NO_DATA if found.score.value is None else ALL_WELL
    return sentence(lambda language: in_words(phrase, language, {}))


def missing(found: Profile, sources: tuple[SourceName, ...]) -> tuple[SourceName, ...]:
    return tuple(source for source in sources if found.gathered.of(source).record is None)


def trouble_of(source: SourceName, trouble: Trouble | None) -> models.SourceTrouble | None:
    if trouble is None:
        return None
    return models.SourceTrouble(
        kind=trouble.kind,
        source=source,
        text=sentence(lambda language: why_silent(source, trouble.kind, language)),
        detail=trouble.detail,
        candidates=trouble.candidates,
    )


def standing(source: SourceName, fetched: Fetched[Any]) -> dict[str, Any]:
    """What every section says of its source."""
    return {
        "source": source,
        "fetched_at": fetched.fetched_at,
        "freshness": fetched.freshness,
        "error": trouble_of(source, fetched.trouble),
    }


def own(found: Profile, name: SectionName, model: Any, data: Callable[[Any], Any]) -> Any:
    """A section of one source."""
    [source] = NEEDS[name]
    fetched = found.gathered.of(source)
    record = fetched.record
    return model(**standing(source, fetched), data=None if record is None else data(record))


def of_all(found: Profile, name: SectionName, model: Any, data: Any) -> Any:
    """A section of this backend's, which is there whatever the sources do."""
    sources = NEEDS[name]
    stale = any(found.gathered.of(source).freshness == "stale" for source in sources)
    return model(
        source="health",
        fetched_at=found.customer.updated_at,
        freshness="stale" if stale else "fresh",
        missing=missing(found, sources),
        data=data,
    )


def contact(crm: CrmRecord) -> models.ContactData:
    return models.ContactData(**asdict(crm.contact))


def account_section(found: Profile) -> models.AccountSection:
    """The CRM's, with the plan that billing knows of."""
    crm, paid = found.gathered.crm, found.gathered.billing
    data = None
    if crm.record:
        data = models.AccountData(**asdict(crm.record.account), **plan_of(paid.record))
    stale = crm.freshness == "fresh" and paid.freshness == "stale"
    said = standing("crm", crm) | ({"freshness": "stale"} if stale else {})
    return models.AccountSection(**said, missing=missing(found, ("billing",)), data=data)


def plan_of(paid: Billing | None) -> dict[str, Any]:
    if paid is None:
        return {}
    known = asdict(paid)
    picked = {name: known[name] for name in ("plan", "lifetime_value")}
    return {**picked, "billing_cycle": paid.plan.cycle if paid.plan else None}


def billing(paid: Billing) -> models.BillingData:
    """Its invoices are on the timeline, and a page of their own; so are payments that failed."""
    known = asdict(paid)
    for events in ("invoices", "failed_payments"):
        known.pop(events)
    return models.BillingData(**known)


def support(known: Support) -> models.SupportData:
    given = asdict(known)
    given.pop("recent")
    return models.SupportData(
        **given,
        trend=trend_between(known.tickets_before, known.tickets),
        escalation_rate=100 * known.escalated / known.tickets if known.tickets else None,
    )


def usage_at(found: Profile) -> Callable[[Usage], models.UsageData]:
    def usage(known: Usage) -> models.UsageData:
        used = used_features(known.features, found.now)
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


def health_data(found: Profile, alerts: list[Alert]) -> models.HealthData:
    known = {name for field, of in Figures.model_fields.items() for name in (field, of.alias)}
    figures = {name: value for name, value in row_of(found.customer).items() if name in known}
    return models.HealthData(
        score=found.score.value,
        band=found.score.band,
        coverage=found.score.coverage,
        parts=[part_of(part) for part in found.score.parts],
        renewal=models.Renewal(**asdict(found.renewal)),
        reviewed_at=found.customer.ran_at,
        figures=Figures(**figures),
        alerts=alerts,
    )


def part_of(part: Part) -> models.ScorePart:
    return models.ScorePart(
        name=part.name,
        weight=part.weight,
        score=None if part.score is None else round(part.score),
        losses=[loss_of(loss) for loss in part.losses],
    )


def loss_of(loss: Loss) -> models.Loss:
    return models.Loss(
        code=loss.code,
        points=round(float(loss.points), 1),
        params=dict(loss.params),
        text=sentence(lambda language: why_lost(loss, language)),
    )


def flags_data(found: Profile) -> models.FlagsData:
    return models.FlagsData(flags=[flag_of(flag) for flag in found.flags])


def flag_of(flag: Flag) -> models.Flag:
    return models.Flag(
        name=flag.name,
        on=flag.on,
        level=flag.level,
        text=sentence(lambda language: why_flagged(flag, language)),
        set_by=flag.set_by,
    )


def events_data(found: Profile) -> models.TimelineData:
    events, names = found.events
    newest = sorted(events, key=lambda event: (-event.at.timestamp(), event.kind, event.id))
    shown = [Event(**asdict(event), name=names.get(event.about or "")) for event in newest[:EVENTS]]
    return models.TimelineData(events=shown, total=len(newest))


def ticket_page(tickets: list[Ticket], following: str | None) -> models.TicketPage:
    shown = [models.Ticket(**asdict(ticket)) for ticket in tickets]
    return models.TicketPage(tickets=shown, next=following)


def invoice_page(invoices: list[Invoice], following: str | None) -> models.InvoicePage:
    shown = [models.Invoice(**asdict(invoice)) for invoice in invoices]
    return models.InvoicePage(invoices=shown, next=following)
