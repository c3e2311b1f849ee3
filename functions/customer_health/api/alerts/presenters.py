"""An alert as the API shows it, with its sentence in both languages."""

from dataclasses import asdict
from datetime import UTC, datetime

from customer_health.api.alerts.models import Alert, Transition, Triage
from customer_health.api.http.models import Metric, Owner, Sentence
from customer_health.bootstrap import instance
from customer_health.domain.alerts import alert as alerts
from customer_health.domain.customers.customer import Customer
from customer_health.flows.alerts.evaluate import facts_of
from customer_health.notify.messages.alert import sentence
from customer_health.notify.slack.messenger import read_facts
from customer_health.notify.text.history import close_text, reason_text, state_text


def version_of(alert: alerts.Alert) -> str:
    """Changes with every move of the alert, a person's or the machine's."""
    return f"{alert.episode}.{alert.seq}"


def as_answer(alert: alerts.Alert, customer: Customer) -> Alert:
    rule = instance.rule_versions().of(alert)
    facts = read_facts(facts_of(alert, rule, customer, "edited", datetime.now(UTC)), "")
    owner = customer.owner or {}
    return Alert(
        key=alert.key,
        version=version_of(alert),
        company_id=alert.company_id,
        company=customer.name,
        owner=Owner(name=owner.get("name"), email=owner.get("email")) if owner else None,
        rule=Metric(alert.rule),
        severity=alert.severity,
        phase=alert.phase,
        data=alert.data,
        episode=alert.episode,
        opened_at=alert.opened_at,
        since=alert.since,
        as_of=alert.as_of,
        value=alert.value,
        threshold=facts.threshold,
        text=Sentence(en=sentence(facts, "en"), fr=sentence(facts, "fr")),
        triage=Triage(**asdict(alert.triage)),
        flapping=alert.flapping,
        held=alert.suppressed,
        ended_on=alert.ended_on,
        ended_why=alert.ended_why,
        ended_why_text=worded_end(alert.ended_why),
    )


def worded_end(why: str | None) -> Sentence | None:
    return Sentence.of(lambda language: close_text(why, language)) if why else None


def transition(line: alerts.Transition) -> Transition:
    """A line of an alert's history, with its states and reason in words."""
    worded = Sentence.of(lambda language: reason_text(line.why, line.reason, language))
    return Transition(
        episode=int(line.episode.rpartition(":")[2]),
        seq=line.seq,
        axis=line.axis,
        kind=line.kind,
        old=line.old,
        new=line.new,
        old_text=Sentence.of(lambda language: state_text(line.axis, line.old, language)),
        new_text=Sentence.of(lambda language: state_text(line.axis, line.new, language)),
        who=line.who,
        why=line.why,
        why_text=worded if line.why else None,
        at=line.at,
    )
