"""Models of quick actions."""

from datetime import datetime

from customer_health.api.http.fields import CompanyId, Next, Total
from customer_health.api.http.models import Model
from customer_health.domain.actions.action import State, StepKind
from customer_health.domain.actions.approvals import Permission
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.roles import Role
from customer_health.errors import Code


class Actor(Model):
    """A person, or `system` for this backend itself."""

    email: str
    """The person's e-mail address, or `system`. Example: `"ann@pivotapp.ca"`"""
    role: Role
    """The person's role at that time."""


class Amount(Model):
    cents: int
    """Whole cents. Example: `5000`"""
    currency: str
    """The currency after ISO 4217. Example: `"CAD"`"""


class Step(Model):
    """A step of an action."""

    number: int
    """The step's number within the action, from 1. Example: `1`"""
    kind: StepKind
    """What happened."""
    at: datetime
    """When it happened."""
    who: Actor
    """Who did it."""
    tier: Tier
    """The action's tier after the step."""
    why: str | None = None
    """The reason that the person gave. Example: `"Agreed on the phone"`"""
    outcome: str | None = None
    """The vendor's reference. Example: `"ticket-42"`"""


class ActionDetail(Model):
    """An action."""

    id: str
    """The action's id. Example: `"0123456789abcdef"`"""
    version: int
    """Send it in If-Match to decide about the action. It rises with each step. Example: `1`"""
    company_id: CompanyId
    company: str
    """The customer's name when the action was asked for. Example: `"Érablière Côté"`"""
    kind: ActionKind
    """What is to be done."""
    params: dict[str, str | int | bool | dict[str, str]]
    """The parameters of the action's kind. Example: `{"vip": true}`"""
    reason: str
    """Why the requester asks for it. Example: `"Opens twelve more restaurants"`"""
    amount: Amount | None = None
    """The money that the customer gets, if it gives any."""
    account: str | None = None
    """The customer's id in billing, or in the CRM for a contract, if it changes what the
    customer pays. Example: `"cus_1"`"""
    tier: Tier
    """Who must approve it: nobody (1), a supervisor or an executive (2), an executive (3)."""
    state: State
    """How far the action is."""
    requester: Actor
    """Who asked for it."""
    requested_at: datetime
    """When it was asked for."""
    expires_at: datetime | None = None
    """Until when somebody may approve it; only while it is pending. Example:
    `"2025-12-01T11:00:00Z"`"""
    approver: Actor | None = None
    """Who approved it."""
    reference: str | None = None
    """What the vendor calls the result, such as the number of a ticket. Example: `"ticket-42"`"""
    failure: str | None = None
    """Why it failed, in English. Example: `"There is no ticket 42."`"""
    failure_code: Code | None = None
    """Why it failed, as a problem's code."""
    trouble: str | None = None
    """Why an action that is `executing` has to be tried again. Example: `"The help desk did not
    answer."`"""
    steps: list[Step]
    """The action's steps, the oldest first."""
    may: list[Permission]
    """What you may do with it now. Example: `["withdraw"]`"""


class ActionPage(Model):
    actions: list[ActionDetail]
    """The actions of this page."""
    total: Total
    next: Next = None


class Template(Model):
    """A template of a letter."""

    id: str
    """The template's id, for `send_email`. Example: `"payment_failed"`"""
    fields: list[str]
    """The facts that the sender has to give. Example: `["amount", "invoice"]`"""


class Templates(Model):
    templates: list[Template]
    """All templates; none if mail is not configured."""


class LetterPreview(Model):
    """A letter as it would be sent."""

    to: str
    """The address that the letter would go to. Example: `"boss@maple.example.com"`"""
    reply_to: str
    """The address that answers would go to: your own. Example: `"ann@pivotapp.ca"`"""
    facts: dict[str, str]
    """The facts that were given or are known. Example: `{"amount": "49.00 CAD"}`"""
    missing: list[str]
    """The facts that are still to be given. Example: `["invoice"]`"""
    subject: str | None = None
    """The letter's subject; absent while facts are missing.
    Example: `"Érablière Côté: a payment did not go through"`"""
    text: str | None = None
    """The letter's text; absent while facts are missing. Example: `"Hello Zoé,"`"""
