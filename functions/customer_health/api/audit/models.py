"""Models of the audit log and its reports."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.actions.models import Actor, Amount
from customer_health.api.http.models import Model
from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.audit.log import AuditedKind


class AuditEntryDetail(Model):
    """One step of one action, or of setting a customer's id in a source (`source_id`). Texts that
    people wrote are replaced by their SHA-256. `account` is the customer's id in billing."""

    number: int
    at: datetime
    step: StepKind
    who: Actor
    action_id: str
    company_id: str
    company: str
    kind: AuditedKind
    tier: Tier
    requester: Actor
    reason: str
    params: dict[str, str | int | bool]
    amount: Amount | None = None
    account: str | None = None
    approver: Actor | None = None
    why: str | None = None
    outcome: str | None = None


class AuditPage(Model):
    """The newest entry comes first."""

    entries: list[AuditEntryDetail]
    total: int
    next: str | None = None


class AuditCheck(Model):
    """Whether the log is what was written: how many entries were verified, and the newest one as
    NUMBER:HASH, to be kept elsewhere. `broken` says where the log is not what was written."""

    sound: bool
    verified: int
    anchor: str
    broken: str | None = None


class GivenLine(Model):
    """What a customer was given, when, who asked for it, and who approved it."""

    at: datetime
    action_id: str
    company_id: str
    company: str
    kind: ActionKind
    amount: Amount | None = None
    percent: int | None = None
    months: int | None = None
    requester: str
    approver: str | None = None
    reason: str
    reference: str | None = None


class GivenTotal(Model):
    kind: ActionKind
    count: int
    amounts: list[Amount]


class CreditsReport(Model):
    """All credits, refunds, discounts and waived fees of a month in Toronto's time."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    lines: list[GivenLine]
    totals: list[GivenTotal]


class AgentKind(Model):
    """How many of one requester's actions of one kind took each step; an action counts once for
    each step. `amounts` is the money of those that were done, one amount for each currency."""

    kind: ActionKind
    requested: int
    approved: int
    rejected: int
    withdrawn: int
    expired: int
    done: int
    failed: int
    amounts: list[Amount]


class ApprovedBy(Model):
    approver: str
    approved: int
    rejected: int


class AgentPattern(Model):
    """An agent's requests. `approvalRate` is the share of those decided that were approved."""

    agent: str
    requested: int
    approval_rate: float | None = None
    kinds: list[AgentKind]
    approvers: list[ApprovedBy]


class AgentsReport(Model):
    """The actions of a quarter in Toronto's time, by the agent who asked for them."""

    quarter: Annotated[str, Field(pattern=r"^[0-9]{4}-Q[1-4]$")]
    agents: list[AgentPattern]
