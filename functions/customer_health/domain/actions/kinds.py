"""What may be done to a customer: each kind of quick action with its parameters and its tier.

| tier | who says yes |
|---|---|
| 1 | nobody: it is done at once |
| 2 | a supervisor or an executive |
| 3 | an executive |

`credit` and `refund` have a limit in place of a tier (`tiers.py`). `bills` is whether a kind
changes what a customer pays or has agreed to pay: a legal hold blocks those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from customer_health.domain.context.source import SourceName
from customer_health.domain.context.vendor_records import Priority
from customer_health.domain.roles import ROLES, Role

ActionKind = Literal[
    "create_ticket", "escalate", "send_email", "add_note", "schedule_call", "export_data",
    "credit", "refund", "extend_trial", "downgrade", "pause_billing", "mark_vip", "override_sla",
    "waive_fees", "discount", "contract_change", "upgrade",
    "set_legal_hold", "clear_legal_hold",
]  # fmt: skip
ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)
Language = Literal["en", "fr"]
Tier = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class NewTicket:
    subject: str
    body: str
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class Escalation:
    """The action's reason is what those who take it on read."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class Email:
    """To the customer's own address; `facts` are what the template says, by its fields."""

    template: str
    language: Language
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewNote:
    text: str


@dataclass(frozen=True, slots=True)
class NewCall:
    title: str
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Amount:
    """In whole cents of the customer's own currency."""

    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Trial:
    until: datetime


@dataclass(frozen=True, slots=True)
class NewPlan:
    price_id: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Without a time to resume at, billing stays paused until somebody resumes it."""

    resume_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vip:
    vip: bool = True


@dataclass(frozen=True, slots=True)
class Sla:
    ticket_id: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Fees:
    invoice_id: str


@dataclass(frozen=True, slots=True)
class Discount:
    percent: int
    months: int


@dataclass(frozen=True, slots=True)
class Contract:
    contract_end: date


@dataclass(frozen=True, slots=True)
class Nothing:
    """A kind without parameters."""


Params = (
    NewTicket | Escalation | Email | NewNote | NewCall | Amount | Trial | NewPlan | Pause | Vip
    | Sla | Fees | Discount | Contract | Nothing
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindRules:
    """`tier` None: it follows from the amount. `asks` are the roles that may ask for it, `source`
    is the one that says something else of the customer once it is done. A `former` one may also be
    done for who is no longer tracked."""

    params: type[Params]
    tier: Tier | None
    source: SourceName | None = None
    bills: bool = False
    asks: tuple[Role, ...] = ROLES
    former: bool = False


SENIOR: tuple[Role, ...] = ("supervisor", "executive", "admin")
KINDS: Mapping[ActionKind, KindRules] = {
    "create_ticket": KindRules(NewTicket, 1, "support"),
    "escalate": KindRules(Escalation, 1, "support"),
    "send_email": KindRules(Email, 1),
    "add_note": KindRules(NewNote, 1, "crm"),
    "schedule_call": KindRules(NewCall, 1, "crm"),
    "export_data": KindRules(Nothing, 1, former=True),
    "credit": KindRules(Amount, None, "billing", bills=True),
    "refund": KindRules(Amount, None, "billing", bills=True),
    "extend_trial": KindRules(Trial, 2, "billing", bills=True),
    "downgrade": KindRules(NewPlan, 2, "billing", bills=True),
    "pause_billing": KindRules(Pause, 2, "billing", bills=True),
    "mark_vip": KindRules(Vip, 2),
    "override_sla": KindRules(Sla, 2, "support"),
    "waive_fees": KindRules(Fees, 3, "billing", bills=True),
    "discount": KindRules(Discount, 3, "billing", bills=True),
    "contract_change": KindRules(Contract, 3, "crm", bills=True),
    "upgrade": KindRules(NewPlan, 3, "billing", bills=True),
    # A hold must not wait for anybody; to lift one takes a second pair of eyes.
    "set_legal_hold": KindRules(Nothing, 1, asks=SENIOR),
    "clear_legal_hold": KindRules(Nothing, 2, asks=SENIOR),
}
