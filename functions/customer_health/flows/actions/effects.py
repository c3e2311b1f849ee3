"""What each kind of action does. Any may be done again by the same key, which changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.kinds import (
    ActionKind,
    Contract,
    Discount,
    Email,
    Escalation,
    Fees,
    NewCall,
    NewNote,
    NewPlan,
    NewTicket,
    Nothing,
    Pause,
    Sla,
    Trial,
    Vip,
)
from customer_health.domain.money import Money
from customer_health.errors import AmbiguousInSource, NotInSource, SourceRefused
from customer_health.flows.actions.checks import facts
from customer_health.flows.actions.subject import Subject, configured
from customer_health.stores.actions import customer_flags, notes


@dataclass(frozen=True, slots=True)
class Work:
    subject: Subject
    action: Action

    @property
    def key(self) -> str:
        """By which a vendor knows that it was asked before."""
        return self.action.id

    @property
    def billing_key(self) -> str:
        """Stripe answers a key that it refused once with the same refusal for a day: what a person
        tries again has another one."""
        retries = self.action.retries
        return f"{self.key}:{retries}" if retries else self.key

    @property
    def amount(self) -> Money:
        if self.action.amount is None:
            raise ValueError(f"action {self.action.id} has no amount")
        return self.action.amount


def perform(work: Work) -> str:
    """Returns the vendor's reference. Raises the sources' errors."""
    return EFFECTS[work.action.kind](work, work.action.what)


def create_ticket(work: Work, what: NewTicket) -> str:
    keys, subject = work.subject.keys, work.subject
    return subject.support().create_ticket(
        what.subject,
        what.body,
        what.priority,
        keys.name,
        keys.email or work.action.requester.email,
        subject.organization(),
        work.key,
    )


def escalate(work: Work, what: Escalation) -> str:
    return work.subject.support().escalate(what.ticket_id, work.action.reason, work.key)


def send_email(work: Work, what: Email) -> str:
    mailer, letters, to = work.subject.mail()
    letter = letters.render(
        what.template, what.language, facts(work.subject, what, work.action.requester.email)
    )
    return mailer.send(to, letter.subject, letter.text, letter.html, work.key)


def add_note(work: Work, what: NewNote) -> str:
    """Ours first: it stands, whatever the CRM makes of it."""
    action = work.action
    author, at = action.requester.email, action.requested_at
    work.subject.database.patch(notes.save(action.company_id, work.key, at, what.text, author))
    try:
        crm, customer_id = work.subject.crm()
        return crm.add_note(customer_id, what.text, at, work.key)
    except (SourceRefused, NotInSource, AmbiguousInSource) as error:
        return f"on the timeline only: {error}"


def schedule_call(work: Work, what: NewCall) -> str:
    crm, customer_id = work.subject.crm()
    return crm.schedule_call(customer_id, what.title, what.start, what.minutes, work.key)


def export_data(work: Work, what: Nothing) -> str:
    exports = configured(work.subject.to.exports, "the export")
    return exports.start(work.action.company_id, work.action.requester.email, work.key)


def credit(work: Work, what: object) -> str:
    billing, customer_id = work.subject.billing()
    return billing.credit(customer_id, work.amount, work.action.reason, work.billing_key)


def refund(work: Work, what: object) -> str:
    billing, customer_id = work.subject.billing()
    return billing.refund(customer_id, work.amount, work.action.reason, work.billing_key)


def extend_trial(work: Work, what: Trial) -> str:
    billing, customer_id = work.subject.billing()
    return billing.extend_trial(customer_id, what.until, work.billing_key)


def change_plan(work: Work, what: NewPlan) -> str:
    billing, customer_id = work.subject.billing()
    return billing.change_plan(customer_id, what.price_id, work.billing_key)


def pause_billing(work: Work, what: Pause) -> str:
    billing, customer_id = work.subject.billing()
    return billing.pause(customer_id, what.resume_at, work.billing_key)


def waive_fees(work: Work, what: Fees) -> str:
    billing, customer_id = work.subject.billing()
    return billing.waive_fees(customer_id, what.invoice_id, work.action.reason, work.billing_key)


def discount(work: Work, what: Discount) -> str:
    billing, customer_id = work.subject.billing()
    return billing.discount(
        customer_id, what.percent, what.months, work.action.reason, work.billing_key
    )


def override_sla(work: Work, what: Sla) -> str:
    support = work.subject.support()
    return support.override_sla(what.ticket_id, what.priority, work.action.reason, work.key)


def contract_change(work: Work, what: Contract) -> str:
    crm, customer_id = work.subject.crm()
    return crm.set_contract_end(customer_id, what.contract_end, work.key)


def mark_vip(work: Work, what: Vip) -> str:
    customer_flags.set_vip(work.subject.database, work.action, vip=what.vip)
    return "VIP" if what.vip else "no VIP"


def set_legal_hold(work: Work, what: Nothing) -> str:
    customer_flags.set_legal_hold(work.subject.database, work.action)
    return "held"


def clear_legal_hold(work: Work, what: Nothing) -> str:
    customer_flags.clear_legal_hold(work.subject.database, work.action)
    return "released"


EFFECTS: Mapping[ActionKind, Callable[[Work, Any], str]] = {
    "create_ticket": create_ticket,
    "escalate": escalate,
    "send_email": send_email,
    "add_note": add_note,
    "schedule_call": schedule_call,
    "export_data": export_data,
    "credit": credit,
    "refund": refund,
    "extend_trial": extend_trial,
    "downgrade": change_plan,
    "pause_billing": pause_billing,
    "mark_vip": mark_vip,
    "override_sla": override_sla,
    "waive_fees": waive_fees,
    "discount": discount,
    "contract_change": contract_change,
    "upgrade": change_plan,
    "set_legal_hold": set_legal_hold,
    "clear_legal_hold": clear_legal_hold,
}
