"""Whether an action can be done: checked at the request, and again right before it is done."""

from customer_health.domain.actions.kinds.kind import ActionKind, Parameters
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.errors import (
    AmbiguousInSource,
    Conflicting,
    Missing,
    NotInSource,
    SourceRefused,
)
from customer_health.flows.actions.effects.table import EFFECTS
from customer_health.flows.actions.subject import Subject
from customer_health.stores.actions import customer_flags


def check(
    subject: Subject, kind: ActionKind, parameters: Parameters, *, at_request: bool = False
) -> str | None:
    """Check that an action can be done. Returns the customer's id in billing or the CRM if the
    action changes what they pay, else None.

    Raises Conflicting, which says why the action can't be done, and SourceDown or BadAnswer of the
    sources that have to be asked. With `at_request`, its `check_request` is made too.
    """
    rules, effect, customer = KINDS[kind], EFFECTS[kind], subject.customer
    if rules.bills and customer_flags.is_held(subject.database, customer.company_id):
        message = f"{customer.name} is under legal hold: nothing that is billed may change"
        raise Conflicting(message, "legal_hold")
    try:
        effect.check(subject, parameters)
        if at_request:
            effect.check_request(subject, parameters)
        return subject.id_in(rules.source) if rules.bills and rules.source else None
    except (SourceRefused, NotInSource, AmbiguousInSource, Missing) as error:
        raise Conflicting(str(error), error.code) from error
