"""Whether an action may be done at all: looked at when it is asked for, and before it is done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from customer_health.domain.actions.kinds import (
    KINDS,
    ActionKind,
    Amount,
    Contract,
    Email,
    Escalation,
    NewCall,
    NewPlan,
    Params,
    Pause,
    Sla,
    Trial,
)
from customer_health.domain.instants import TORONTO, iso
from customer_health.errors import (
    AmbiguousInSource,
    Conflicting,
    Missing,
    NotInSource,
    SourceRefused,
)
from customer_health.flows.actions.subject import Subject
from customer_health.stores.actions import customer_flags

Check = Callable[[Subject, Any], object]
"""Of the customer and the kind's own parameters. Raises Conflicting or a source's error."""


def check(subject: Subject, kind: ActionKind, what: Params) -> str | None:
    """By which id the customer is known where what they pay would change, if it would. Raises
    Conflicting, saying why not, and SourceDown or BadAnswer of who has to be asked."""
    keys = subject.keys
    bills, source = KINDS[kind].bills, KINDS[kind].source
    if bills and customer_flags.is_held(subject.database, keys.company_id):
        held = f"{keys.name} is under legal hold: nothing that is billed may change"
        raise Conflicting(held, "legal_hold")
    try:
        CHECKS[kind](subject, what)
        return subject.id_in(source) if bills and source else None
    except (SourceRefused, NotInSource, AmbiguousInSource, Missing) as error:
        raise Conflicting(str(error), error.code) from error


def nothing(subject: Subject, what: Params) -> None:
    """It only touches what is ours."""


def has_support(subject: Subject, what: Params) -> None:
    subject.support()


def call_ahead(subject: Subject, what: NewCall) -> None:
    is_ahead(subject, what.start)
    subject.crm()


def is_billed(subject: Subject, what: Params) -> None:
    subject.billing()


def pays_in_it(subject: Subject, what: Amount) -> None:
    billing, customer_id = subject.billing()
    theirs = billing.currency(customer_id)
    if what.currency != theirs:
        pays = f"{subject.keys.name} pays in {theirs}, not in {what.currency}"
        raise Conflicting(pays, "other_currency")


def longer_trial(subject: Subject, what: Trial) -> None:
    is_ahead(subject, what.until)
    subject.billing()


def pause(subject: Subject, what: Pause) -> None:
    if what.resume_at:
        is_ahead(subject, what.resume_at)
    subject.billing()


def is_ahead(subject: Subject, at: datetime) -> None:
    if at <= subject.now:
        raise Conflicting(f"{iso(at)} is over already", "over_already")


def cheaper(subject: Subject, what: NewPlan) -> None:
    """An upgrade by the name of a downgrade would go past those who decide about upgrades."""
    if subject.costs_more(what.price_id):
        said = "this plan costs more than the one they have: ask for an upgrade"
        raise Conflicting(said, "costs_more")


def dearer(subject: Subject, what: NewPlan) -> None:
    # Done before a crash, it is the plan that they have.
    if not subject.costs_more(what.price_id) and subject.plan().id != what.price_id:
        said = "this plan costs no more than the one they have: ask for a downgrade"
        raise Conflicting(said, "costs_no_more")


def ticket_of_theirs(subject: Subject, what: Escalation | Sla) -> None:
    subject.support()
    known = subject.known_to("support")
    if what.ticket_id not in {ticket.id for ticket in known.open}:
        said = f"{subject.keys.name} has no open ticket {what.ticket_id}"
        raise Conflicting(said, "no_such_ticket")


def template(subject: Subject, what: Email) -> None:
    _, letters, _ = subject.mail()
    letters.render(what.template, what.language, facts(subject, what, ""))


GIVEN = frozenset({"company", "name", "agent"})
"""Facts of letters that nobody has to say."""


def facts(subject: Subject, what: Email, agent: str) -> Mapping[str, str]:
    known = {"company": subject.keys.name, "name": subject.contact, "agent": agent}
    return {**what.facts, **known}


def contract_ahead(subject: Subject, what: Contract) -> None:
    if what.contract_end < subject.now.astimezone(TORONTO).date():
        raise Conflicting(f"{what.contract_end} is over already", "over_already")
    subject.crm()


CHECKS: Mapping[ActionKind, Check] = {
    "create_ticket": has_support,
    "escalate": ticket_of_theirs,
    "send_email": template,
    "add_note": nothing,
    "schedule_call": call_ahead,
    "export_data": nothing,
    "credit": pays_in_it,
    "refund": pays_in_it,
    "extend_trial": longer_trial,
    "downgrade": cheaper,
    "pause_billing": pause,
    "mark_vip": nothing,
    "override_sla": ticket_of_theirs,
    "waive_fees": is_billed,
    "discount": is_billed,
    "contract_change": contract_ahead,
    "upgrade": dearer,
    "set_legal_hold": nothing,
    "clear_legal_hold": nothing,
}
