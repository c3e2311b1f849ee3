"""What Slack and the mailbox hear of quick actions, from the facts of an outbox entry."""

from collections.abc import Iterator, Mapping
from typing import Any

from customer_health.notify.mail.templates import Mail, laid_out
from customer_health.notify.messages.blocks import Message, context, header, section
from customer_health.notify.text.markup import escape, slack_link
from customer_health.notify.text.wording import Language, plain, say

Facts = Mapping[str, Any]
FREE_TEXT = 1_000


def approval(facts: Facts, language: Language, url: str) -> Message:
    """To those who may decide."""
    company = escape(facts["company"]) or escape(facts["companyId"])
    title = say("approval", language, company=company)
    what = say(
        "approval.what",
        language,
        requester=facts["requester"],
        what=say(f"kind.{facts['kind']}", language, amount=amount(facts, language)),
        link=slack_link(url, company),
    )
    why = say("approval.why", language, why=escape(facts["reason"], FREE_TEXT))
    notes = [say(f"approval.tier.{facts['tier']}", language)]
    if facts["step"] == "retiered":
        notes.append(say("approval.retiered", language))
    return Message(f"{title}. {what}", (header(title), section(what), section(why), context(notes)))


def decision(facts: Facts, language: Language, url: str) -> Message:
    """To the one who asked, where there is no mail."""
    company = escape(facts["company"]) or escape(facts["companyId"])
    title = say(f"decision.{facts['step']}", language, company=company)
    what = say(
        "decision.what",
        language,
        requester=facts["requester"],
        what=say(f"kind.{facts['kind']}", language, amount=amount(facts, language)),
        link=slack_link(url, company),
    )
    told = [
        say(phrase, language, **{name: escape(text, FREE_TEXT) for name, text in values.items()})
        for phrase, values in verdict(facts)
    ]
    return Message(f"{title}. {what}", (header(title), section(what), *map(section, told)))


def decision_mail(facts: Facts, language: Language, url: str) -> Mail:
    """The same by mail."""
    company = facts["company"] or facts["companyId"]
    what = plain(
        "decision.what",
        language,
        requester=facts["requester"],
        what=plain(f"kind.{facts['kind']}", language, amount=amount(facts, language)),
        link=company,
    )
    told = [plain(phrase, language, **values) for phrase, values in verdict(facts)]
    subject = plain(f"decision.{facts['step']}", language, company=company)
    return laid_out(language, subject, "\n\n".join([what, *told, url]))


def verdict(facts: Facts) -> Iterator[tuple[str, Mapping[str, str]]]:
    if "approver" in facts:
        yield "decision.by", {"who": facts["approver"]}
    elif facts["step"] == "expired":
        yield "decision.nobody", {}
    if "why" in facts:
        yield "decision.why", {"why": facts["why"]}


def amount(facts: Facts, language: Language) -> str:
    """Empty where it is not about money."""
    if "amount" not in facts:
        return ""
    cents, currency = facts["amount"]["cents"], facts["amount"]["currency"]
    separator = "," if language == "fr" else "."
    return f"{cents // 100}{separator}{cents % 100:02} {currency}"
