"""What Slack and the mailbox hear of quick actions, from the facts of an outbox entry."""

from collections.abc import Iterator, Mapping
from typing import Any

from customer_health.domain.instants import parse_instant
from customer_health.domain.money import Money
from customer_health.notify.mail.templates import Mail, laid_out
from customer_health.notify.messages.blocks import Message, context, header, section
from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, escape, slack_link
from customer_health.notify.text.wording import Value, plain, say

Facts = Mapping[str, Any]
FREE_TEXT = 1_000


def approval(facts: Facts, language: Language, url: str) -> Message:
    """A request, for the people who may decide about it."""
    title, what = _head("approval", "approval.what", facts, language, url)
    notes = [say(f"approval.tier.{facts['tier']}", language)]
    if facts["step"] == "retiered":
        notes.append(say("approval.retiered", language))
    blocks = (header(title), section(what), section(_reason(facts, language)), context(notes))
    return Message(f"{title}. {what}", blocks)


def decided(facts: Facts, language: Language, url: str) -> Message:
    """What takes the request's place once nobody has to decide about it any more."""
    title, what = _head(f"decision.{facts['step']}", "decision.what", facts, language, url)
    at = parse_instant(facts["at"])
    notes = [say(f"decided.{facts['step']}", language, who=facts.get("decidedBy", ""), at=at)]
    if "why" in facts:
        notes.append(say("decision.why", language, why=escape(facts["why"], FREE_TEXT)))
    blocks = (header(title), section(what), section(_reason(facts, language)), context(notes))
    return Message(f"{title}. {what} {notes[0]}", blocks)


def decision(facts: Facts, language: Language, url: str) -> Message:
    """What became of a request, for the person who made it, where there is no mail."""
    title, what = _head(f"decision.{facts['step']}", "decision.what", facts, language, url)
    texts = [
        say(phrase, language, **{name: escape(text, FREE_TEXT) for name, text in values.items()})
        for phrase, values in verdict(facts)
    ]
    return Message(f"{title}. {what}", (header(title), section(what), *map(section, texts)))


def decision_mail(facts: Facts, language: Language, url: str) -> Mail:
    """The same by mail."""
    company = facts["company"] or facts["companyId"]
    what = plain(
        "decision.what",
        language,
        requester=facts["requester"],
        what=plain(f"kind.{facts['kind']}", language, amount=amount(facts)),
        link=company,
    )
    texts = [plain(phrase, language, **values) for phrase, values in verdict(facts)]
    subject = plain(f"decision.{facts['step']}", language, company=company)
    return laid_out(language, subject, "\n\n".join([what, *texts, url]))


def verdict(facts: Facts) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Who decided and why, as phrases with their values."""
    if "approver" in facts:
        yield "decision.by", {"who": facts["approver"]}
    elif facts["step"] == "expired":
        yield "decision.nobody", {}
    if "why" in facts:
        yield "decision.why", {"why": facts["why"]}


def amount(facts: Facts) -> Value:
    """Empty where the action is not about money."""
    if "amount" not in facts:
        return ""
    return Money(facts["amount"]["cents"], facts["amount"]["currency"])


def _head(
    title: str, what: str, facts: Facts, language: Language, url: str
) -> tuple[Markup, Markup]:
    """The title, and who asks for what."""
    company = escape(facts["company"]) or escape(facts["companyId"])
    sentence = say(
        what,
        language,
        requester=facts["requester"],
        what=say(f"kind.{facts['kind']}", language, amount=amount(facts)),
        link=slack_link(url, company),
    )
    return say(title, language, company=company), sentence


def _reason(facts: Facts, language: Language) -> Markup:
    return say("approval.why", language, why=escape(facts["reason"], FREE_TEXT))
