"""Models of quick actions."""

from datetime import datetime

from customer_health.api.http.models import Model
from customer_health.domain.actions.action import State, StepKind
from customer_health.domain.actions.approvals import Permission
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.roles import Role
from customer_health.errors import Code


class Actor(Model):
    """A person, or `system` for this backend itself."""

    email: str
    role: Role


class Amount(Model):
    cents: int
    currency: str


class Step(Model):
    """A step of an action. `outcome` is the vendor's reference."""

    number: int
    kind: StepKind
    at: datetime
    who: Actor
    tier: Tier
    why: str | None = None
    outcome: str | None = None


class ActionDetail(Model):
    """An action. Send `version` in If-Match to decide about it; `may` lists what you may do with it
    now. `params` depend on its kind. `account` is the customer's id in billing, for an action that
    changes what the customer pays. `trouble` says why an action that is `executing` has to be tried
    again, `failure` why it failed, and `failureCode` says that as a problem's code."""

    id: str
    version: int
    company_id: str
    company: str
    kind: ActionKind
    params: dict[str, str | int | bool | dict[str, str]]
    reason: str
    amount: Amount | None = None
    account: str | None = None
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
    may: list[Permission]


class ActionPage(Model):
    actions: list[ActionDetail]
    total: int
    next: str | None = None


class Template(Model):
    """A template. `fields` are the facts that the sender has to give."""

    id: str
    fields: list[str]


class Templates(Model):
    templates: list[Template]


class LetterPreview(Model):
    """A letter as it would be sent. `facts` are those that were given or are known. While facts are
    `missing`, there is neither a `subject` nor a `text`."""

    to: str
    reply_to: str
    facts: dict[str, str]
    missing: list[str]
    subject: str | None = None
    text: str | None = None
