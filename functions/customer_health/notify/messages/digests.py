"""Many alerts in as few messages as Slack allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from customer_health.notify.messages.alert import in_state, value
from customer_health.notify.messages.blocks import Message, header, pages, section, sections
from customer_health.notify.messages.facts import AlertFacts
from customer_health.notify.text.markup import Markup, escape, slack_link
from customer_health.notify.text.wording import Language, quantity, say

SHOWN = 25
"""Lines of a summary; the thread below it has them all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The alerts that a digest can name, of so many in all, and the page that shows them all."""

    alerts: Sequence[AlertFacts]
    total: int
    url: str


def summary(run_date: date, listed: Listed, language: Language) -> Message:
    """The one message over a thread of more criticals than anybody reads one by one."""
    title = _title("summary", run_date, listed, language)
    lines = [line(one, language) for one in listed.alerts[:SHOWN]]
    if listed.total > SHOWN:
        lines.append(say("more", language, n=listed.total - len(lines)))
    texts = sections(say("summary.thread", language), lines)
    return Message(title, (header(title), *map(section, texts)))


def first_run_digest(run_date: date, listed: Listed, language: Language) -> list[Message]:
    """How the tracked base stands on the first run, the worst first."""
    texts = [say("first_run.note", language)]
    for severity in ("critical", "warning"):
        lines = [line(one, language) for one in listed.alerts if one.severity == severity]
        texts += sections(say(f"group.{severity}", language), lines) if lines else []
    return _paged("first_run", run_date, listed, texts, language)


def warning_digest(run_date: date, listed: Listed, language: Language) -> list[Message]:
    """The daily review list, by owner; the unassigned come last. It pings nobody."""
    unassigned = say("unassigned", language)
    by_owner = sorted(listed.alerts, key=lambda one: (not one.owner_name, one.owner_name or ""))
    texts: list[Markup] = []
    for owner, own in groupby(by_owner, key=lambda one: one.owner_name or ""):
        heading = Markup(f"*{escape(owner) or unassigned}*")
        texts += sections(heading, [line(one, language) for one in own])
    return _paged("warnings", run_date, listed, texts, language)


def line(facts: AlertFacts, language: Language) -> Markup:
    return say(
        "line",
        language,
        company=slack_link(facts.url, facts.name),
        metric=say(f"name.{facts.rule}", language),
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
    return pages(_title(phrase, run_date, listed, language), texts) if listed.alerts else []


def _title(phrase: str, run_date: date, listed: Listed, language: Language) -> Markup:
    count = quantity(listed.total, "alert", language)
    return say(phrase, language, date=run_date, count=count)
