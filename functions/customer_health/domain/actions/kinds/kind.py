"""What every kind of quick action has: its parameters, its tier, and what it touches.

| tier | who must approve |
|---|---|
| 1 | nobody: the action is done at once |
| 2 | a supervisor or an executive |
| 3 | an executive |

To add a kind: its name in `ActionKind`, its parameters and rules in the module of its family here,
its check and effect in the module of the same name in `flows/actions/effects`. A new family also
has a line in each of the two `table.py`. CONTRIBUTING.md has the whole list of files.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from customer_health.domain.context.source import SourceName
from customer_health.domain.roles import ROLES, Role

ActionKind = Literal[
    "create_ticket", "escalate", "send_email", "add_note", "schedule_call", "export_data",
    "credit", "refund", "extend_trial", "downgrade", "pause_billing", "mark_vip", "override_sla",
    "waive_fees", "discount", "contract_change", "upgrade",
    "set_legal_hold", "clear_legal_hold", "record_review",
]  # fmt: skip
ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)
Tier = Literal[1, 2, 3]


class Parameters:
    """What one kind needs to be done. A subclass is a frozen dataclass of plain values, with the
    limits of each (`limits.py`); its docstring and those below its fields are their descriptions in
    the API's document."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class NoParameters(Parameters):
    """No parameters beside the reason."""


@dataclass(frozen=True, slots=True)
class KindRules:
    """What holds for every action of a kind.

    `tier` is None where it follows from the amount: up to `limit` cents within 30 days it is 2,
    above it 3 (`tiers.py`). `phrase` names the action within a sentence, in English and French;
    `{amount}` stands for its money. `source` is the source whose record of the customer changes.
    `bills`: the kind changes what the customer pays or has agreed to pay, so a legal hold blocks
    it. `gives_away`: the report of what was given away lists it. `requesters` are the roles that
    may ask for it. `for_former`: it may also be done for a customer who is no longer tracked.
    """

    parameters: type[Parameters]
    tier: Tier | None
    phrase: tuple[str, str]
    source: SourceName | None = None
    limit: int | None = None
    bills: bool = False
    gives_away: bool = False
    requesters: tuple[Role, ...] = ROLES
    for_former: bool = False
