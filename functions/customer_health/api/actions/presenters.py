"""Show actions as the API's models, to the person who is signed in."""

from datetime import datetime
from typing import cast

from customer_health.api.actions import models
from customer_health.api.http.auth import current_person
from customer_health.domain.actions.action import Action, Person
from customer_health.domain.actions.approvals import allowed_actions
from customer_health.domain.money import Money
from customer_health.errors import Code


def actor(person: Person) -> models.Actor:
    return models.Actor(email=person.email, role=person.role)


def amount(money: Money) -> models.Amount:
    return models.Amount(cents=money.cents, currency=money.currency)


def as_answer(action: Action, now: datetime) -> models.ActionDetail:
    return models.ActionDetail(
        id=action.id,
        version=action.version,
        company_id=action.company_id,
        company=action.company,
        kind=action.kind,
        params=dict(action.params),
        reason=action.reason,
        amount=amount(action.amount) if action.amount else None,
        account=action.account,
        tier=action.tier,
        state=action.state,
        requester=actor(action.requester),
        requested_at=action.requested_at,
        expires_at=action.expires_at if action.state == "pending" else None,
        approver=actor(action.approver) if action.approver else None,
        reference=action.reference,
        failure=action.failure,
        failure_code=cast(Code | None, action.failure_code),
        trouble=action.last_error,
        steps=[
            models.Step(
                number=step.number,
                kind=step.kind,
                at=step.at,
                who=actor(step.who),
                tier=step.tier,
                why=step.why,
                outcome=step.outcome,
            )
            for step in action.steps
        ],
        may=list(allowed_actions(action, current_person(), now)),
    )
