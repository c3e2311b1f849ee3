"""How actions of one kind are checked and done, and the checks that several kinds share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.kinds.kind import Parameters
from customer_health.domain.instants import iso
from customer_health.errors import Conflicting
from customer_health.flows.actions.subject import Subject


@dataclass(frozen=True, slots=True)
class Work:
    """An action to be done, and the customer for whom."""

    subject: Subject
    action: Action

    @property
    def key(self) -> str:
        """The idempotency key: by it a vendor recognises a repeated request."""
        return self.action.id

    @property
    def billing_key(self) -> str:
        """The key for billing, another one after each retry by a person: for a day Stripe answers
        a key that it refused once with the same refusal."""
        retries = self.action.retries
        return f"{self.key}:{retries}" if retries else self.key


Check = Callable[[Subject, Any], object]
"""Of the customer and the kind's own parameters. Raises Conflicting or a source's error."""


def check_nothing(subject: Subject, parameters: Parameters) -> None:
    """Check nothing: for kinds that change only our own records."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a kind is done, and the checks before it.

    `perform` returns the vendor's reference and raises the sources' errors. It may be called again
    for the same action, after a crash, and must change nothing then.

    `check` is called at the request and again right before `perform`. `check_request` is called at
    the request only. It refuses early, before a person approves, what `perform` would refuse. It
    can't be repeated later, when the action's own effect may already be there.
    """

    perform: Callable[[Work, Any], str]
    check: Check = check_nothing
    check_request: Check = check_nothing


def check_billing(subject: Subject, parameters: Parameters) -> None:
    """Raises a source's error unless billing is configured and knows the customer."""
    subject.billing()


def check_ahead(subject: Subject, at: datetime) -> None:
    """Raises Conflicting if the time is over."""
    if at <= subject.now:
        raise Conflicting(f"{iso(at)} is over already", "over_already")
