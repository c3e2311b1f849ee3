"""The effects of all kinds of quick action, from the modules of their families."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.flows.actions.effects import (
    crm,
    exports,
    flags,
    mail,
    money,
    subscription,
    tickets,
)
from customer_health.flows.actions.effects.effect import Effect

EFFECTS: Mapping[ActionKind, Effect] = {
    **tickets.EFFECTS,
    **mail.EFFECTS,
    **crm.EFFECTS,
    **exports.EFFECTS,
    **money.EFFECTS,
    **subscription.EFFECTS,
    **flags.EFFECTS,
}
