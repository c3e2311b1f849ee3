"""Show the audit log and its reports as the API's models."""

from typing import cast

from customer_health.api.actions.presenters import actor, amount
from customer_health.api.audit.models import (
    AgentKind,
    AgentPattern,
    ApprovedBy,
    AuditEntryDetail,
    GivenLine,
)
from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.audit.log import AuditEntry
from customer_health.domain.audit.reports import Pattern

STEPS: tuple[StepKind, ...] = (
    "requested",
    "approved",
    "rejected",
    "withdrawn",
    "expired",
    "done",
    "failed",
)
"""The steps that the reports count, in the order of their columns."""


def as_answer(number: int, entry: AuditEntry) -> AuditEntryDetail:
    return AuditEntryDetail(
        number=number,
        at=entry.at,
        step=entry.step,
        who=actor(entry.who),
        action_id=entry.action_id,
        company_id=entry.company_id,
        company=entry.company,
        kind=entry.kind,
        tier=entry.tier,
        requester=actor(entry.requester),
        reason=entry.reason,
        params=dict(entry.params),
        amount=amount(entry.amount) if entry.amount else None,
        account=entry.account,
        approver=actor(entry.approver) if entry.approver else None,
        why=entry.why,
        outcome=entry.outcome,
    )


def line_of(entry: AuditEntry) -> GivenLine:
    return GivenLine(
        at=entry.at,
        action_id=entry.action_id,
        company_id=entry.company_id,
        company=entry.company,
        kind=cast(ActionKind, entry.kind),
        amount=amount(entry.amount) if entry.amount else None,
        percent=entry.params.get("percent"),
        months=entry.params.get("months"),
        requester=entry.requester.email,
        approver=entry.approver.email if entry.approver else None,
        reason=entry.reason,
        reference=entry.outcome,
    )


def pattern_of(one: Pattern) -> AgentPattern:
    return AgentPattern(
        agent=one.agent,
        requested=one.count("requested"),
        approval_rate=one.approval_rate,
        kinds=[
            AgentKind(
                kind=kind.kind,
                **{step: kind.steps[step] for step in STEPS},
                amounts=[amount(money) for money in kind.amounts],
            )
            for kind in one.kinds
        ],
        approvers=[
            ApprovedBy(approver=who, approved=yes, rejected=no)
            for who, (yes, no) in one.approvers.items()
        ],
    )
