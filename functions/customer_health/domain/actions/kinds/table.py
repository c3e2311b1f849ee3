"""All kinds of quick action, from the modules of their families."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds import (
    crm,
    exports,
    flags,
    mail,
    money,
    subscription,
    tickets,
)
from customer_health.domain.actions.kinds.kind import ActionKind, KindRules

KINDS: Mapping[ActionKind, KindRules] = {
    **tickets.KINDS,
    **mail.KINDS,
    **crm.KINDS,
    **exports.KINDS,
    **money.KINDS,
    **subscription.KINDS,
    **flags.KINDS,
}
