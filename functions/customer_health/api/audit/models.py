"""Models of the audit log and its reports."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.actions.models import Actor, Amount
from customer_health.api.http.fields import CompanyId, Next, Total
from customer_health.api.http.models import Model
from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.audit.log import AuditedKind


class AuditEntryDetail(Model):
    """One step of one action, or of setting a customer's id in a source."""

    number: int
    """The entry's number in the log, from 1. Example: `1`"""
    at: datetime
    """When the step was taken."""
    step: StepKind
    """The step."""
    who: Actor
    """Who took it."""
    action_id: str
    """The action's id. Example: `"0123456789abcdef"`"""
    company_id: CompanyId
    company: str
    """The customer's name at that time. Example: `"Érablière Côté"`"""
    kind: AuditedKind
    """The action's kind, or `source_id` where somebody set an id."""
    tier: Tier
    """Who had to approve it: nobody (1), a supervisor (2), an executive (3)."""
    requester: Actor
    """Who asked for the action."""
    reason: str
    """Why they asked for it. Example: `"Opens twelve more restaurants"`"""
    params: dict[str, str | int | bool]
    """The action's parameters; of a text that a person wrote, its SHA-256. Example: `{"vip":
    true}`"""
    amount: Amount | None = None
    """The money that the customer gets."""
    account: str | None = None
    """The customer's id in billing. Example: `"cus_1"`"""
    approver: Actor | None = None
    """Who approved the action."""
    why: str | None = None
    """The reason that was given for the step. Example: `"Agreed on the phone"`"""
    outcome: str | None = None
    """The vendor's reference. Example: `"ticket-42"`"""


class AuditPage(Model):
    """The newest entry comes first."""

    entries: list[AuditEntryDetail]
    """The entries of this page."""
    total: Total
    next: Next = None


class AuditCheck(Model):
    """Whether the log is what was written."""

    sound: bool
    """Whether the whole log is what was written."""
    verified: int
    """How many entries were verified. Example: `120`"""
    anchor: str
    """The newest entry as NUMBER:HASH, to be kept elsewhere. Example:
    `"0:0000000000000000000000000000000000000000000000000000000000000000"`"""
    broken: str | None = None
    """Where the log is not what was written, in English.
    Example: `"entry 7: it is not linked to the entry before it"`"""


class GivenLine(Model):
    """What a customer was given, when, who asked for it, and who approved it."""

    at: datetime
    """When it was given."""
    action_id: str
    """The action's id. Example: `"0123456789abcdef"`"""
    company_id: CompanyId
    company: str
    """The customer's name at that time. Example: `"Érablière Côté"`"""
    kind: ActionKind
    """The action's kind."""
    amount: Amount | None = None
    """The money that was given."""
    percent: int | None = None
    """The percentage of a discount. Example: `20`"""
    months: int | None = None
    """For how many months a discount holds. Example: `3`"""
    requester: str
    """Who asked for it. Example: `"ann@pivotapp.ca"`"""
    approver: str | None = None
    """Who approved it. Example: `"sam@pivotapp.ca"`"""
    reason: str
    """Why it was given. Example: `"SLA credit for the outage"`"""
    reference: str | None = None
    """What billing calls it. Example: `"cbtxn_1"`"""


class GivenTotal(Model):
    kind: ActionKind
    """The kind of the actions."""
    count: int
    """How many actions there were. Example: `2`"""
    amounts: list[Amount]
    """Their money, one amount for each currency."""


class CreditsReport(Model):
    """All credits, refunds, discounts and waived fees of a month in Toronto's time."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    """The month, in Toronto's time. Example: `"2025-11"`"""
    lines: list[GivenLine]
    """What was given, the oldest first."""
    totals: list[GivenTotal]
    """The sums for each kind."""


class AgentKind(Model):
    """How many of one requester's actions of one kind took each step; an action counts once for
    each step."""

    kind: ActionKind
    """The kind of the actions."""
    requested: int
    """How many were asked for. Example: `3`"""
    approved: int
    """How many were approved. Example: `2`"""
    rejected: int
    """How many were rejected. Example: `1`"""
    withdrawn: int
    """How many were withdrawn. Example: `0`"""
    expired: int
    """How many expired. Example: `0`"""
    done: int
    """How many were done. Example: `2`"""
    failed: int
    """How many failed. Example: `0`"""
    amounts: list[Amount]
    """The money of those that were done, one amount for each currency."""


class ApprovedBy(Model):
    approver: str
    """The approver's e-mail address. Example: `"sam@pivotapp.ca"`"""
    approved: int
    """How many of the agent's actions they approved. Example: `2`"""
    rejected: int
    """How many of them they rejected. Example: `1`"""


class AgentPattern(Model):
    """An agent's requests."""

    agent: str
    """The agent's e-mail address. Example: `"ann@pivotapp.ca"`"""
    requested: int
    """How many actions the agent asked for. Example: `3`"""
    approval_rate: float | None = None
    """The share of the decided actions that were approved, 0 to 1. Example: `0.67`"""
    kinds: list[AgentKind]
    """The agent's actions of each kind."""
    approvers: list[ApprovedBy]
    """Who decided about them."""


class AgentsReport(Model):
    """The actions of a quarter in Toronto's time, by the agent who asked for them."""

    quarter: Annotated[str, Field(pattern=r"^[0-9]{4}-Q[1-4]$")]
    """The quarter, in Toronto's time. Example: `"2025-Q4"`"""
    agents: list[AgentPattern]
    """Each agent who asked for something."""
