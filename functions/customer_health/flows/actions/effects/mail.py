"""Letters to the customer, from templates: their facts, a preview, and sending them."""

from collections.abc import Mapping
from dataclasses import dataclass

from customer_health.domain.actions import letter_facts
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.context.vendor_records import SentEmail
from customer_health.errors import (
    BadAnswer,
    Conflicting,
    Missing,
    SourceDown,
    SourceError,
    SourceRefused,
)
from customer_health.flows.actions.effects.effect import Effect, Work
from customer_health.flows.actions.ports import Letter, Letters
from customer_health.flows.actions.subject import Subject

KNOWN_FACTS = frozenset({"company", "name", "agent"})
"""Facts of letters that the requester need not give."""

LOG_ATTEMPTS = 2


def check_letter(subject: Subject, email: Email) -> None:
    """Raises Missing unless the template is there and all of its facts are given."""
    _, letters, _ = subject.mail()
    letters.render(email.template, email.language, facts_of(subject, email, ""))


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would be sent. `facts` are those of the template that are given or known;
    without `letter`, the `missing` ones have to be given first."""

    to: str
    facts: Mapping[str, str]
    missing: tuple[str, ...]
    letter: Letter | None


def preview(subject: Subject, email: Email, agent: str) -> Preview:
    """Render a letter that `agent` (an e-mail address) may send. Raises Conflicting if it can't be
    sent, whatever its facts."""
    try:
        _, letters, address = subject.mail()
        fields = fields_of(letters, email.template)
    except (SourceRefused, Missing) as error:
        raise Conflicting(str(error), error.code) from error
    facts = facts_of(subject, email, agent)
    missing = tuple(field for field in fields if field not in facts)
    own = {field: facts[field] for field in fields if field in facts and field not in KNOWN_FACTS}
    letter = None if missing else letters.render(email.template, email.language, facts)
    return Preview(address, own, missing, letter)


def fields_of(letters: Letters, name: str) -> tuple[str, ...]:
    """Return the facts that a template needs. Raises Missing if there is no such template."""
    for template in letters.templates():
        if template.name == name:
            return template.fields
    raise Missing(f"there is no mail template {name}")


def send_email(work: Work, email: Email) -> str:
    mailer, letters, address = work.subject.mail()
    agent = work.action.requester.email
    facts = facts_of(work.subject, email, agent)
    letter = letters.render(email.template, email.language, facts)
    sent = mailer.send(address, letter.subject, letter.text, letter.html, work.key, reply_to=agent)
    entry = SentEmail(work.action.requested_at, agent, address, letter.subject, letter.text)
    problem = log_in_crm(work, entry)
    return f"{sent}, not in the CRM: {problem}" if problem else sent


def log_in_crm(work: Work, entry: SentEmail) -> str | None:
    """Log a mail that was sent in the CRM's history. Returns why it is not there, if it isn't.

    The action succeeds without it: repeating the action would send the mail again. If the CRM's
    answer is lost, it is asked once more, as it then finds what it has by the key.
    """
    problem = None
    for _ in range(LOG_ATTEMPTS):
        try:
            crm, customer_id = work.subject.crm()
            crm.log_email(customer_id, entry, work.key)
        except (SourceDown, BadAnswer) as error:
            problem = str(error)
        except SourceError as error:
            return str(error)
        else:
            return None
    return problem


def facts_of(subject: Subject, email: Email, agent: str) -> Mapping[str, str]:
    """Return the letter's facts: those that were given, those that the customer's figures and
    records hold, and KNOWN_FACTS. `agent` is an e-mail address."""
    always = {"company": subject.customer.name, "name": subject.contact, "agent": agent}
    return {**held_facts(subject, email), **email.facts, **always}


def held_facts(subject: Subject, email: Email) -> Mapping[str, str]:
    """Return the facts that the customer's figures and records hold. A source is asked only for
    facts that the template needs and that were not given."""
    _, letters, _ = subject.mail()
    needed = set(fields_of(letters, email.template)) - email.facts.keys() - KNOWN_FACTS
    facts = letter_facts.facts_from_figures(email.template, subject.averages)
    if "contract_end" in needed and (crm := subject.known_record("crm")):
        facts |= letter_facts.facts_from_crm(crm)
    if needed & {"plan", "amount", "invoice"} and (billing := subject.known_record("billing")):
        facts |= letter_facts.facts_from_billing(billing)
    return facts


EFFECTS: Mapping[ActionKind, Effect] = {"send_email": Effect(send_email, check_letter)}
