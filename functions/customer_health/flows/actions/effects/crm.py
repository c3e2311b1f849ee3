"""Notes, calls and the end of the contract in the CRM."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.crm import Contract, NewCall, NewNote
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.instants import TORONTO
from customer_health.errors import (
    AmbiguousInSource,
    Conflicting,
    NotInSource,
    SourceError,
    SourceRefused,
)
from customer_health.flows.actions.effects.effect import Effect, Work, check_ahead
from customer_health.flows.actions.subject import Subject
from customer_health.stores.actions import notes


def add_note(work: Work, note: NewNote) -> str:
    """Save the note here first, then in the CRM. If the CRM refuses it, ours stands."""
    action = work.action
    author, at = action.requester.email, action.requested_at
    work.subject.database.patch(notes.save(action.company_id, work.key, at, note.text, author))
    try:
        crm, customer_id = work.subject.crm()
        return crm.add_note(customer_id, note.text, at, work.key)
    except (SourceRefused, NotInSource, AmbiguousInSource) as error:
        return f"on the timeline only: {error}"


def check_call(subject: Subject, call: NewCall) -> None:
    check_ahead(subject, call.start)
    subject.crm()


def schedule_call(work: Work, call: NewCall) -> str:
    crm, customer_id = work.subject.crm()
    owner = work.action.requester.email
    meeting = crm.schedule_call(customer_id, call.title, call.start, call.minutes, owner, work.key)
    problem = invite(work, call)
    return f"{meeting}, without an invitation: {problem}" if problem else meeting


def invite(work: Work, call: NewCall) -> str | None:
    """Mail the requester an invitation for their calendar, where mail is configured. Returns why
    it was not sent, if it was refused: the call stands without it."""
    vendors, action = work.subject.vendors, work.action
    if vendors.mailer is None or vendors.invitation is None:
        return None
    company, to = work.subject.customer.name, action.requester.email
    letter = vendors.invitation(
        call.title, company, call.start, call.minutes, to, work.key, action.requested_at
    )
    key = f"{work.key}-invitation"
    try:
        vendors.mailer.send(
            to, letter.subject, letter.text, letter.html, key, calendar=letter.calendar
        )
    except SourceError as error:
        return str(error)
    return None


def check_contract(subject: Subject, contract: Contract) -> None:
    """Raises Conflicting if the contract's end is before today in Toronto."""
    if contract.contract_end < subject.now.astimezone(TORONTO).date():
        raise Conflicting(f"{contract.contract_end} is over already", "over_already")
    subject.crm()


def change_contract(work: Work, contract: Contract) -> str:
    crm, customer_id = work.subject.crm()
    return crm.set_contract_end(customer_id, contract.contract_end, work.key)


EFFECTS: Mapping[ActionKind, Effect] = {
    "add_note": Effect(add_note),
    "schedule_call": Effect(schedule_call, check_call),
    "contract_change": Effect(change_contract, check_contract),
}
