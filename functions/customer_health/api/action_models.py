"""Quick actions, as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    RootModel,
    StringConstraints,
)

from customer_health.api.models import Model, Reason
from customer_health.domain.action_kinds import ActionKind
from customer_health.domain.actions import State, StepKind
from customer_health.domain.approvals import Deed
from customer_health.domain.roles import Role
from customer_health.errors import Code

VendorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
Line = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", min_length=1, max_length=150)
]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=10_000)]


def whole(value: object) -> object:
    """JSON has one kind of number: 5.0 is an integer there."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def within_reach(at: datetime) -> datetime:
    """At either end of the calendar there are times that no other zone can write."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    return at


FIRST_YEAR, LAST_YEAR = 2000, 2100
Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
Whole = BeforeValidator(whole)
Priority = Literal["low", "normal", "high", "urgent"]
Language = Literal["en", "fr"]
Tier = Literal[1, 2, 3]


class Wish(Model):
    """`reason` is kept in the audit log."""

    reason: Reason


class CreateTicket(Wish):
    kind: Literal["create_ticket"]
    subject: Line
    body: Text
    priority: Priority = "normal"


class Escalate(Wish):
    """An open ticket, whose colleagues read the `reason`."""

    kind: Literal["escalate"]
    ticket_id: VendorId


class SendEmail(Wish):
    """To the customer's own address. `facts` are the fields of the template, but for those that
    are known: the company's name and who writes."""

    kind: Literal["send_email"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,50}$")]
    language: Language
    facts: Annotated[dict[FieldName, Line], Field(max_length=20)] = {}


class AddNote(Wish):
    kind: Literal["add_note"]
    text: Text


class ScheduleCall(Wish):
    """A meeting in the CRM."""

    kind: Literal["schedule_call"]
    title: Line
    start: Instant
    minutes: Annotated[int, Field(ge=5, le=480), Whole] = 30


class ExportData(Wish):
    kind: Literal["export_data"]


class Credit(Wish):
    """Whole cents, in the customer's own currency."""

    kind: Literal["credit"]
    cents: Annotated[int, Field(ge=1, le=100_000_000), Whole]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Refund(Wish):
    """Whole cents, in the customer's own currency."""

    kind: Literal["refund"]
    cents: Annotated[int, Field(ge=1, le=100_000_000), Whole]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class ExtendTrial(Wish):
    kind: Literal["extend_trial"]
    until: Instant


class Downgrade(Wish):
    kind: Literal["downgrade"]
    price_id: VendorId


class Upgrade(Wish):
    kind: Literal["upgrade"]
    price_id: VendorId


class PauseBilling(Wish):
    """Without `resumeAt` until somebody resumes it."""

    kind: Literal["pause_billing"]
    resume_at: Instant | None = None


class MarkVip(Wish):
    kind: Literal["mark_vip"]
    vip: bool = True


class OverrideSla(Wish):
    kind: Literal["override_sla"]
    ticket_id: VendorId
    priority: Priority


class WaiveFees(Wish):
    kind: Literal["waive_fees"]
    invoice_id: VendorId


class GiveDiscount(Wish):
    kind: Literal["discount"]
    percent: Annotated[int, Field(ge=1, le=100), Whole]
    months: Annotated[int, Field(ge=1, le=36), Whole]


class ChangeContract(Wish):
    kind: Literal["contract_change"]
    contract_end: date


class SetLegalHold(Wish):
    kind: Literal["set_legal_hold"]


class ClearLegalHold(Wish):
    kind: Literal["clear_legal_hold"]


class NewAction(
    RootModel[
        Annotated[
            CreateTicket
            | Escalate
            | SendEmail
            | AddNote
            | ScheduleCall
            | ExportData
            | Credit
            | Refund
            | ExtendTrial
            | Downgrade
            | Upgrade
            | PauseBilling
            | MarkVip
            | OverrideSla
            | WaiveFees
            | GiveDiscount
            | ChangeContract
            | SetLegalHold
            | ClearLegalHold,
            Field(discriminator="kind"),
        ]
    ]
):
    """What to do, by `kind`."""


class Verdict(Model):
    """Why somebody decides so."""

    reason: Reason


class Actor(Model):
    """A person, or the machine: `system`."""

    email: str
    role: Role


class Amount(Model):
    cents: int
    currency: str


class Step(Model):
    """`outcome` is the vendor's reference."""

    number: int
    kind: StepKind
    at: datetime
    who: Actor
    tier: Tier
    why: str | None = None
    outcome: str | None = None


class Action(Model):
    """`version` goes into If-Match to decide about it; `may` is what the one who asks may do with
    it now. `params` are those of its kind. `trouble` says why one that is `executing` waits to be
    tried again, `failure` why it failed, `failureCode` the same as a problem's code."""

    id: str
    version: int
    company_id: str
    company: str
    kind: ActionKind
    params: dict[str, str | int | bool | dict[str, str]]
    reason: str
    amount: Amount | None = None
    tier: Tier
    state: State
    requester: Actor
    requested_at: datetime
    expires_at: datetime | None = None
    approver: Actor | None = None
    reference: str | None = None
    failure: str | None = None
    failure_code: Code | None = None
    trouble: str | None = None
    steps: list[Step]
    may: list[Deed]


class ActionPage(Model):
    actions: list[Action]
    total: int
    next: str | None = None


class Template(Model):
    """`fields` are the facts that it needs from the one who sends it."""

    id: str
    fields: list[str]


class Templates(Model):
    templates: list[Template]
