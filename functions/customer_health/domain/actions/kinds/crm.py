"""Quick actions that the CRM keeps: notes, calls, and the end of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, Parameters
from customer_health.domain.actions.kinds.limits import Limits, Line, Text


@dataclass(frozen=True, slots=True)
class NewNote(Parameters):
    """A note on the customer's timeline and in the CRM."""

    text: Text
    """The note. Example: `"They open a second restaurant"`"""


@dataclass(frozen=True, slots=True)
class NewCall(Parameters):
    """A meeting in the CRM, which belongs to the requester. They get an invitation by mail."""

    title: Line
    """The meeting's title. Example: `"Quarterly review"`"""
    start: datetime
    """When it starts. Example: `"2025-12-01T15:00:00Z"`"""
    minutes: Annotated[int, Limits(ge=5, le=480)] = 30
    """How long it takes. Example: `30`"""


@dataclass(frozen=True, slots=True)
class Contract(Parameters):
    """The last day of the contract."""

    contract_end: date
    """The last day of the contract. Example: `"2026-03-31"`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "add_note": KindRules(NewNote, 1, ("a note", "une note"), "crm"),
    "schedule_call": KindRules(NewCall, 1, ("a call", "un appel"), "crm"),
    "contract_change": KindRules(
        Contract, 3, ("a change of the contract", "une modification du contrat"), "crm", bills=True
    ),
}
