"""Messages about data faults, companies without a match, and runs that went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from customer_health.domain.run_failures import failure_kind
from customer_health.notify.messages.blocks import Message, header, section, sections
from customer_health.notify.text.catalogue.all import CATALOGUE
from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, escape
from customer_health.notify.text.wording import quantity, say

MatchOutcome = Literal["none", "several"]

SHOWN = 15
FREE_TEXT = 1_000
REASON = 80
"""The most characters of a company's reason: ten are named in one text, which has 3,000 at most."""
COUNTED = ("shards", "short", "minutes")
"""What a run's problem counts, of all shards or companies."""


@dataclass(frozen=True, slots=True)
class Party:
    """A company, or a CRM record that may be it, as the matching saw them."""

    id: str
    name: str
    email: str | None


def data_fault(metric: str, share: float, held: int, language: Language) -> Message:
    """So many companies got worse at once that the data is suspected: `share` in percent, and
    `held` posts wait for a person to release them."""
    title = say("fault", language, metric=say(f"name.{metric}", language))
    detail = say("fault.detail", language, share=quantity(share, "percent", language))
    waiting = say("fault.held", language, held=quantity(held, "message", language))
    return _report(title, [Markup(f"{detail} {waiting}")])


def matching(
    company: Party, outcome: MatchOutcome, candidates: Sequence[Party], language: Language
) -> Message:
    """A company that was not linked, and the records that may be it."""
    title = say(f"matching.{outcome}", language, company=_name(company))
    email = company.email or say("no_email", language)
    texts = [say("matching.company", language, id=company.id, email=email)]
    if candidates:
        lines = [_candidate(one, language) for one in candidates[:SHOWN]]
        if len(candidates) > SHOWN:
            lines.append(say("more", language, n=len(candidates) - SHOWN))
        texts += sections(say("matching.candidates", language), lines)
    return _report(title, texts)


def run_problem(run_date: date, facts: Mapping[str, Any], language: Language) -> Message:
    """What went wrong with a run, and what somebody has to do."""
    title = say("run_problem", language, date=run_date)
    advice = say("run_problem.to_do", language, to_do=Markup(" ".join(_advice(facts, language))))
    return _report(title, [_problem(facts, language), advice])


def _problem(facts: Mapping[str, Any], language: Language) -> Markup:
    key = f"run.{facts['problem']}"
    if key not in CATALOGUE:  # a sentence, in an entry that an earlier version wrote
        return escape(facts["problem"], FREE_TEXT)
    counted = next((facts[name] for name in COUNTED if name in facts), 0)
    whole = facts.get("shardCount") or facts.get("companies") or 0
    texts = [say(key, language, n=counted, all=whole)]
    if facts.get("failed"):
        failed = [_failure(line, language) for line in facts["failed"]]
        texts.append(Markup("; ".join(failed)))
    return Markup(" ".join(texts))


def _failure(line: str, language: Language) -> Markup:
    """A company that failed, and why: `line` is its id, a colon and the reason in English."""
    company, _, why = line.partition(": ")
    what = say(f"failure.{failure_kind(why)}", language)
    return say("failure", language, company=company, what=what, why=escape(why, REASON))


def _advice(facts: Mapping[str, Any], language: Language) -> list[Markup]:
    """An outage ends by itself; a record is wrong until somebody corrects it."""
    if "toDo" in facts:  # an entry that an earlier version wrote
        return [escape(facts["toDo"], FREE_TEXT)]
    advice = [say(f"run.{facts['problem']}.to_do", language)]
    if facts["problem"] == "short":
        down = facts["down"]
        if down < facts["short"]:
            advice.append(say("run.short.records", language))
        if down:
            advice.append(say("run.short.outage", language, n=down))
    return advice


def _report(title: Markup, texts: Sequence[Markup]) -> Message:
    return Message(f"{title}. {texts[0]}", (header(title), *map(section, texts)))


def _candidate(party: Party, language: Language) -> Markup:
    email = party.email or say("no_email", language)
    return say("matching.candidate", language, name=_name(party), email=email, id=party.id)


def _name(party: Party) -> Markup:
    return escape(party.name) or escape(party.id)
