"""Messages about many alerts, in as few as Slack's limits allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from customer_health.notify.messages.alert import in_state, metric_name, value
from customer_health.notify.messages.blocks import Message, header, pages, section, sections
from customer_health.notify.messages.facts import AlertFacts
from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, escape, slack_link
from customer_health.notify.text.wording import quantity, say

SHOWN = 25
"""How many alerts a summary names. The replies in its thread name all of them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The alerts that a digest can name, how many there are in all, and the page of them all."""

    alerts: Sequence[AlertFacts]
    total: int
    url: str


def summary(run_date: date, listed: Listed, language: Language) -> Message:
    """Return the first message of a thread that has one reply for each critical alert, when there
    are too many for single messages."""
    title = _title("summary", run_date, listed, language)
    texts = [
        say("summary.thread", language),
        *by_owner(listed.alerts[:SHOWN], "group.owner", language),
    ]
    if listed.total > SHOWN:
        shown = len(listed.alerts[:SHOWN])
        texts.append(say("more", language, n=listed.total - shown))
    return Message(title, (header(title), *map(section, texts)))


def first_run_digest(run_date: date, listed: Listed, language: Language) -> list[Message]:
    """Return the messages that list all alerts of the first run: first the critical ones, then the
    warnings, each group by owner."""
    texts = [say("first_run.note", language)]
    for severity in ("critical", "warning"):
        of_severity = [one for one in listed.alerts if one.severity == severity]
        texts += by_owner(of_severity, f"group.{severity}", language)
    return _paged("first_run", run_date, listed, texts, language)


def warning_digest(run_date: date, listed: Listed, language: Language) -> list[Message]:
    """Return the messages of the daily list of warnings, by owner."""
    texts = by_owner(listed.alerts, "group.owner", language)
    return _paged("warnings", run_date, listed, texts, language)


def by_owner(alerts: Sequence[AlertFacts], heading: str, language: Language) -> list[Markup]:
    """Sections of the alerts under the name of their owner; those without one come last. The owner
    is written as plain text, without a Slack mention; the alert's own message mentions the
    owner."""
    unassigned = say("unassigned", language)
    ordered = sorted(alerts, key=lambda one: (not one.owner_name, one.owner_name or ""))
    texts: list[Markup] = []
    for owner, owned in groupby(ordered, key=lambda one: one.owner_name or ""):
        title = say(heading, language, owner=escape(owner) or unassigned)
        texts += sections(title, [line(one, language) for one in owned])
    return texts


def line(facts: AlertFacts, language: Language) -> Markup:
    return say(
        "line",
        language,
        company=slack_link(facts.url, facts.name),
        metric=metric_name(facts, language),
        value=value(facts, language),
        days=in_state(facts, language),
    )


def _paged(
    phrase: str, run_date: date, listed: Listed, texts: Sequence[Markup], language: Language
) -> list[Message]:
    rest = listed.total - len(listed.alerts)
    if rest:
        everything = slack_link(listed.url, say("digest.all", language))
        texts = [*texts, say("digest.more", language, n=rest, all=everything)]
    if not listed.alerts:
        return []
    return pages(_title(phrase, run_date, listed, language), texts, language)


def _title(phrase: str, run_date: date, listed: Listed, language: Language) -> Markup:
    count = quantity(listed.total, "alert", language)
    return say(phrase, language, date=run_date, count=count)
