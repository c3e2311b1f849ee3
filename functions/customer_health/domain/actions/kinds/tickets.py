"""Quick actions on the customer's tickets in the help desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, Parameters
from customer_health.domain.actions.kinds.limits import Line, Text, VendorId
from customer_health.domain.context.vendor_records import Priority


@dataclass(frozen=True, slots=True)
class NewTicket(Parameters):
    """A ticket in the customer's name."""

    subject: Line
    body: Text
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class Escalation(Parameters):
    """An open ticket, whose colleagues read the `reason`."""

    ticket_id: VendorId


@dataclass(frozen=True, slots=True)
class Sla(Parameters):
    """An open ticket, and the priority that it gets."""

    ticket_id: VendorId
    priority: Priority


KINDS: Mapping[ActionKind, KindRules] = {
    "create_ticket": KindRules(NewTicket, 1, ("a ticket", "un billet"), "support"),
    "escalate": KindRules(Escalation, 1, ("an escalated ticket", "un billet escaladé"), "support"),
    "override_sla": KindRules(
        Sla,
        2,
        ("a change of a ticket's priority", "un changement de la priorité d'un billet"),
        "support",
    ),
}
