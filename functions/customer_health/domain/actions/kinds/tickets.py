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
    """The ticket's subject. Example: `"Shifts are missing"`"""
    body: Text
    """The ticket's text. Example: `"All shifts of Monday are missing."`"""
    priority: Priority = "normal"
    """The ticket's priority. Example: `"normal"`"""


@dataclass(frozen=True, slots=True)
class Escalation(Parameters):
    """An open ticket, whose colleagues read the `reason`."""

    ticket_id: VendorId
    """The number of the open ticket. Example: `"42"`"""


@dataclass(frozen=True, slots=True)
class Sla(Parameters):
    """An open ticket, and the priority that it gets."""

    ticket_id: VendorId
    """The number of the open ticket. Example: `"42"`"""
    priority: Priority
    """The priority that the ticket gets. Example: `"high"`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "create_ticket": KindRules(NewTicket, 1, ("a ticket", "un billet"), "support"),
    "escalate": KindRules(Escalation, 1, ("an escalated ticket", "un billet escaladé"), "support"),
    "override_sla": KindRules(
        Sla,
        2,
        ("a change of a ticket’s priority", "un changement de la priorité d’un billet"),
        "support",
    ),
}
