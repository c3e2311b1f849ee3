"""Models of requests for quick actions, and of decisions about them."""

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
    """Return a float such as 5.0 as an integer: JSON Schema accepts it for one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def within_reach(at: datetime) -> datetime:
    """Return a time unless its year is out of reach: at the ends of the calendar, a time can't be
    moved to another zone. JSON Schema can't express that, and a request that the document allows
    must not be a 422: so it raises Conflicting."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Conflicting(f"choose a year from {FIRST_YEAR} to {LAST_YEAR}")
    return at


FIRST_YEAR, LAST_YEAR = 2000, 2100
Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
Whole = BeforeValidator(whole)


class ActionRequestBody(Model):
    """A request for an action. The audit log keeps the `reason`."""

    reason: Reason


class CreateTicket(ActionRequestBody):
    kind: Literal["create_ticket"]
    subject: Line
    body: Text
    priority: Priority = "normal"


class Escalate(ActionRequestBody):
    """Escalate an open ticket. The support staff read the `reason`."""

    kind: Literal["escalate"]
    ticket_id: VendorId


class SendEmail(ActionRequestBody):
    """Write to the customer's own address. `facts` are the template's fields, except those that are
    known: the company's name and the sender."""

    kind: Literal["send_email"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,50}$")]
    language: Language
    facts: Annotated[dict[FieldName, Line], Field(max_length=20)] = {}


class AddNote(ActionRequestBody):
    kind: Literal["add_note"]
    text: Text


class ScheduleCall(ActionRequestBody):
    """Schedule a meeting in the CRM."""

    kind: Literal["schedule_call"]
    title: Line
    start: Instant
    minutes: Annotated[int, Field(ge=5, le=480), Whole] = 30


class ExportData(ActionRequestBody):
    kind: Literal["export_data"]


class Credit(ActionRequestBody):
    """Give credit, in whole cents of the customer's own currency."""

    kind: Literal["credit"]
    cents: Annotated[int, Field(ge=1, le=100_000_000), Whole]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Refund(ActionRequestBody):
    """Refund money, in whole cents of the customer's own currency."""

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
    """Pause billing until `resumeAt`, or, without it, until somebody resumes it."""

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
    """A request for an action; `kind` says which, and so what other fields there are."""


class Verdict(Model):
    """Why somebody decides so about an action."""

    reason: Reason
