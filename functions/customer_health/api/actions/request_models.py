"""Quick actions, as somebody asks for them and decides about them."""

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

from customer_health.api.http.models import Model, Reason
from customer_health.domain.actions.kinds import Language
from customer_health.domain.context.vendor_records import Priority
from customer_health.errors import Conflicting

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
    """At either end of the calendar there are times that no other zone can write. Raises
    Conflicting: of that the document can say nothing, so that it is no breach of it."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Conflicting(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    return at


FIRST_YEAR, LAST_YEAR = 2000, 2100
Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
Whole = BeforeValidator(whole)


class ActionRequestBody(Model):
    """`reason` is kept in the audit log."""

    reason: Reason


class CreateTicket(ActionRequestBody):
    kind: Literal["create_ticket"]
    subject: Line
    body: Text
    priority: Priority = "normal"


class Escalate(ActionRequestBody):
    """An open ticket, whose colleagues read the `reason`."""

    kind: Literal["escalate"]
    ticket_id: VendorId


class SendEmail(ActionRequestBody):
    """To the customer's own address. `facts` are the fields of the template, but for those that
    are known: the company's name and who writes."""

    kind: Literal["send_email"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,50}$")]
    language: Language
    facts: Annotated[dict[FieldName, Line], Field(max_length=20)] = {}


class AddNote(ActionRequestBody):
    kind: Literal["add_note"]
    text: Text


class ScheduleCall(ActionRequestBody):
    """A meeting in the CRM."""

    kind: Literal["schedule_call"]
    title: Line
    start: Instant
    minutes: Annotated[int, Field(ge=5, le=480), Whole] = 30


class ExportData(ActionRequestBody):
    kind: Literal["export_data"]


class Credit(ActionRequestBody):
    """Whole cents, in the customer's own currency."""

    kind: Literal["credit"]
    cents: Annotated[int, Field(ge=1, le=100_000_000), Whole]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Refund(ActionRequestBody):
    """Whole cents, in the customer's own currency."""

    kind: Literal["refund"]
    cents: Annotated[int, Field(ge=1, le=100_000_000), Whole]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class ExtendTrial(ActionRequestBody):
    kind: Literal["extend_trial"]
    until: Instant


class Downgrade(ActionRequestBody):
    kind: Literal["downgrade"]
    price_id: VendorId


class Upgrade(ActionRequestBody):
    kind: Literal["upgrade"]
    price_id: VendorId


class PauseBilling(ActionRequestBody):
    """Without `resumeAt` until somebody resumes it."""

    kind: Literal["pause_billing"]
    resume_at: Instant | None = None


class MarkVip(ActionRequestBody):
    kind: Literal["mark_vip"]
    vip: bool = True


class OverrideSla(ActionRequestBody):
    kind: Literal["override_sla"]
    ticket_id: VendorId
    priority: Priority


class WaiveFees(ActionRequestBody):
    kind: Literal["waive_fees"]
    invoice_id: VendorId


class GiveDiscount(ActionRequestBody):
    kind: Literal["discount"]
    percent: Annotated[int, Field(ge=1, le=100), Whole]
    months: Annotated[int, Field(ge=1, le=36), Whole]


class ChangeContract(ActionRequestBody):
    kind: Literal["contract_change"]
    contract_end: date


class SetLegalHold(ActionRequestBody):
    kind: Literal["set_legal_hold"]


class ClearLegalHold(ActionRequestBody):
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
