"""Show what the sources gave as the context view: its summary and its sections."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from customer_health.api.alerts.models import Alert
from customer_health.api.context import models
from customer_health.api.context.record_models import AccountData
from customer_health.api.context.record_presenters import (
    billing,
    contact,
    plan_of,
    support,
    usage_at,
)
from customer_health.api.context.score_presenters import flags_data, health_data
from customer_health.api.context.source_models import SourceTrouble
from customer_health.api.http.models import Owner, Sentence
from customer_health.api.timeline.presenters import event_answer
from customer_health.domain.context.sections import NEEDS, SectionName
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import Fetched, SourceFailure
from customer_health.flows.context.view import Profile
from customer_health.notify.text.score import why_score, why_silent

EVENTS = 100
LEADING: tuple[SourceName, ...] = ("crm", "billing", "support")
"""The sources that the summary uses."""


def as_answer(
    found: Profile, sections: tuple[SectionName, ...], alerts: list[Alert]
) -> models.Context:
    health = health_data(found, alerts)
    made: Mapping[SectionName, Callable[[], Any]] = {
        "contact": lambda: source_section(found, "contact", models.ContactSection, contact),
        "account": lambda: account_section(found),
        "billing": lambda: source_section(found, "billing", models.BillingSection, billing),
        "support": lambda: source_section(found, "support", models.SupportSection, support),
        "usage": lambda: usage_section(found),
        "health": lambda: backend_section(found, "health", models.HealthSection, health),
        "flags": lambda: backend_section(found, "flags", models.FlagsSection, flags_data(found)),
        "timeline": lambda: backend_section(
            found, "timeline", models.TimelineSection, timeline_data(found)
        ),
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
        missing=missing(found, LEADING),
        stale=tuple(one for one in LEADING if found.gathered.of(one).freshness == "stale"),
    )


def why(found: Profile, alerts: list[Alert]) -> Sentence:
    """Say what matters most: the worst alert, or what explains the score."""
    if alerts:
        return min(alerts, key=lambda alert: alert.severity != "critical").text
    return Sentence.of(lambda language: why_score(found.score, language))


def missing(found: Profile, sources: tuple[SourceName, ...]) -> tuple[SourceName, ...]:
    return tuple(source for source in sources if found.gathered.of(source).record is None)


def failure_of(source: SourceName, failure: SourceFailure | None) -> SourceTrouble | None:
    if failure is None:
        return None
    return SourceTrouble(
        kind=failure.kind,
        source=source,
        text=Sentence.of(lambda language: why_silent(source, failure.kind, language)),
        detail=failure.detail,
        candidates=failure.candidates,
    )


def source_fields(source: SourceName, fetched: Fetched[Any]) -> dict[str, Any]:
    """Return what every section says of its source."""
    return {
        "source": source,
        "fetched_at": fetched.fetched_at,
        "freshness": fetched.freshness,
        "error": failure_of(source, fetched.failure),
    }


def source_section(
    found: Profile, name: SectionName, model: Any, data: Callable[[Any], Any]
) -> Any:
    """Make a section that shows the record of one source."""
    [source] = NEEDS[name]
    fetched = found.gathered.of(source)
    record = fetched.record
    return model(**source_fields(source, fetched), data=None if record is None else data(record))


def backend_section(found: Profile, name: SectionName, model: Any, data: Any) -> Any:
    """Make a section that this backend derives, so that it is there even if sources are not."""
    sources = NEEDS[name]
    stale = any(found.gathered.of(source).freshness == "stale" for source in sources)
    return model(
        source="health",
        fetched_at=found.customer.updated_at,
        freshness="stale" if stale else "fresh",
        missing=missing(found, sources),
        data=data,
    )


def account_section(found: Profile) -> models.AccountSection:
    """Make the section of the account: the CRM's record, with the plan from billing."""
    crm, paid = found.gathered.crm, found.gathered.billing
    data = None
    if crm.record:
        data = AccountData(**asdict(crm.record.account), **plan_of(paid.record))
    return models.AccountSection(**with_billing(found, "crm"), data=data)


def usage_section(found: Profile) -> models.UsageSection:
    """Make the section of the use: of the seats that billing sold, if it says how many."""
    record = found.gathered.usage.record
    data = usage_at(found.now)(record) if record else None
    return models.UsageSection(**with_billing(found, "usage"), data=data)


def with_billing(found: Profile, source: SourceName) -> dict[str, Any]:
    """Return what a section says of its source, if some of its fields come from billing."""
    own, paid = found.gathered.of(source), found.gathered.billing
    stale = own.freshness == "fresh" and paid.freshness == "stale"
    fields = source_fields(source, own) | ({"freshness": "stale"} if stale else {})
    return {**fields, "missing": missing(found, ("billing",))}


def timeline_data(found: Profile) -> models.TimelineData:
    newest = sorted(found.events, key=lambda event: (-event.at.timestamp(), event.kind, event.id))
    shown = [event_answer(event) for event in newest[:EVENTS]]
    return models.TimelineData(events=shown, total=len(newest))
