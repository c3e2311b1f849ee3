"""Show alerts as the API's models, each with its sentence in both languages."""

from dataclasses import asdict

from customer_health.api.alerts import models
from customer_health.api.http.models import Metric, Owner, Sentence
from customer_health.api.http.services import services
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.customers.customer import Customer
from customer_health.flows.alerts.evaluate import facts_of
from customer_health.notify.messages.alert import sentence
from customer_health.notify.slack.messenger import read_facts
from customer_health.notify.text.history import close_text, reason_text, state_text


def version_of(alert: Alert) -> str:
    """Return a version that changes with every move of the alert, a person's or the machine's."""
    return f"{alert.episode}.{alert.seq}"


def as_answer(alert: Alert, customer: Customer) -> models.Alert:
    rule = services().rule_versions().of(alert)
    facts = read_facts(facts_of(alert, rule, customer, "edited", services().now()), "")
    owner = customer.owner or {}
    return models.Alert(
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
        triage=models.Triage(**asdict(alert.triage)),
        flapping=alert.flapping,
        held=alert.suppressed,
        ended_on=alert.ended_on,
        ended_why=alert.ended_why,
        ended_why_text=worded_end(alert.ended_why),
    )


def worded_end(why: str | None) -> Sentence | None:
    return Sentence.of(lambda language: close_text(why, language)) if why else None


def transition_as_answer(move: Transition) -> models.Transition:
    """Return a line of an alert's history, with its states and reason in words."""
    worded = Sentence.of(lambda language: reason_text(move.why, move.reason, language))
    return models.Transition(
        episode=episode_of(move),
        seq=move.seq,
        axis=move.axis,
        kind=move.kind,
        old=move.old,
        new=move.new,
        old_text=Sentence.of(lambda language: state_text(move.axis, move.old, language)),
        new_text=Sentence.of(lambda language: state_text(move.axis, move.new, language)),
        who=move.who,
        why=move.why,
        why_text=worded if move.why else None,
        at=move.at,
    )


def episode_of(move: Transition) -> int:
    return int(move.episode.rpartition(":")[2])
