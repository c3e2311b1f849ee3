"""The parameters of an action of each kind that can be done."""

from datetime import datetime, timedelta

from customer_health.domain.actions.kinds.crm import Contract, NewCall, NewNote
from customer_health.domain.actions.kinds.flags import Review, Vip
from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters, Parameters
from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.actions.kinds.money import Amount, Discount, Fees
from customer_health.domain.actions.kinds.subscription import NewPlan, Pause, Trial
from customer_health.domain.actions.kinds.tickets import Escalation, NewTicket, Sla


def examples(
    now: datetime, *, ticket: str = "77", invoice: str = "in_1", dearer_plan: str = "pro"
) -> dict[ActionKind, Parameters]:
    """`ticket` is the id of an open one, `invoice` of one with a late fee."""
    soon = now + timedelta(days=10)
    return {
        "create_ticket": NewTicket("Help", "They can't clock in"),
        "escalate": Escalation(ticket),
        "send_email": Email("check_in", "fr"),
        "add_note": NewNote("Called them"),
        "schedule_call": NewCall("QBR", soon, 45),
        "export_data": NoParameters(),
        "credit": Amount(100_00, "USD"),
        "refund": Amount(100_00, "USD"),
        "extend_trial": Trial(soon),
        "downgrade": NewPlan("basic"),
        "pause_billing": Pause(soon),
        "mark_vip": Vip(),
        "override_sla": Sla(ticket, "urgent"),
        "waive_fees": Fees(invoice),
        "discount": Discount(10, 3),
        "contract_change": Contract(soon.date()),
        "upgrade": NewPlan(dearer_plan),
        "set_legal_hold": NoParameters(),
        "clear_legal_hold": NoParameters(),
        "record_review": Review("Content, but for the exports"),
    }
