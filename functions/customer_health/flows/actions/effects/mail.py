"""Letters to the customer, from templates."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.mail import Email
from customer_health.flows.actions.effects.effect import Effect, Work
from customer_health.flows.actions.subject import Subject

KNOWN_FACTS = frozenset({"company", "name", "agent"})
"""Facts of letters that the requester need not give."""


def check_letter(subject: Subject, email: Email) -> None:
    """Raises Missing unless the template is there and all of its facts are given."""
    _, letters, _ = subject.mail()
    letters.render(email.template, email.language, facts_of(subject, email, ""))


def send_email(work: Work, email: Email) -> str:
    mailer, letters, address = work.subject.mail()
    facts = facts_of(work.subject, email, work.action.requester.email)
    letter = letters.render(email.template, email.language, facts)
    return mailer.send(address, letter.subject, letter.text, letter.html, work.key)


def facts_of(subject: Subject, email: Email, agent: str) -> Mapping[str, str]:
    """Return the letter's facts: those that were given, and KNOWN_FACTS. `agent` is an e-mail
    address."""
    known = {"company": subject.customer.name, "name": subject.contact, "agent": agent}
    return {**email.facts, **known}


EFFECTS: Mapping[ActionKind, Effect] = {"send_email": Effect(send_email, check_letter)}
