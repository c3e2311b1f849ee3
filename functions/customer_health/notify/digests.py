"""Many alerts in as few messages as Slack allows."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from customer_health.notify.alert_message import in_state, value
from customer_health.notify.blocks import Message, header, pages, section, sections
from customer_health.notify.facts import AlertFacts
from customer_health.notify.markup import Markup, escape, link
from customer_health.notify.wording import Language, quantity, say

SHOWN = 25
"""Lines of a summary; the thread below it has them all."""


def summary(run_date: date, facts: Sequence[AlertFacts], language: Language) -> Message:
    """The one message over a thread of more criticals than anybody reads one by one."""
    title = _title("summary", run_date, facts, language)
    lines = [line(one, language) for one in facts[:SHOWN]]
    if len(facts) > SHOWN:
        lines.append(say("more", language, n=len(facts) - SHOWN))
    texts = sections(say("summary.thread", language), lines)
    return Message(title, (header(title), *map(section, texts)))


def first_run_digest(
    run_date: date, facts: Sequence[AlertFacts], language: Language
) -> list[Message]:
    """How the tracked base stands on the first run, the worst first."""
    texts = [say("first_run.note", language)]
    for severity in ("critical", "warning"):
        lines = [line(one, language) for one in facts if one.severity == severity]
        texts += sections(say(f"group.{severity}", language), lines) if lines else []
    return pages(_title("first_run", run_date, facts, language), texts) if facts else []


def warning_digest(
    run_date: date, facts: Sequence[AlertFacts], language: Language
) -> list[Message]:
    """The daily review list, by owner; the unassigned come last. It pings nobody."""
    unassigned = say("unassigned", language)
    by_owner = sorted(facts, key=lambda one: (not one.owner_name, one.owner_name or ""))
    texts: list[Markup] = []
    for owner, own in groupby(by_owner, key=lambda one: one.owner_name or ""):
        heading = Markup(f"*{escape(owner) or unassigned}*")
        texts += sections(heading, [line(one, language) for one in own])
    return pages(_title("warnings", run_date, facts, language), texts) if facts else []


def line(facts: AlertFacts, language: Language) -> Markup:
    return say(
        "line",
        language,
        company=link(facts.url, facts.name),
        metric=say(f"name.{facts.rule}", language),
        value=value(facts, language),
        days=in_state(facts, language),
    )


def _title(phrase: str, run_date: date, facts: Sequence[AlertFacts], language: Language) -> Markup:
    count = quantity(len(facts), "alert", language)
    return say(phrase, language, date=run_date, count=count)
