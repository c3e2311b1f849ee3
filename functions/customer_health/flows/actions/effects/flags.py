"""Marks on a customer that only our own records have: VIP, and a legal hold."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.flags import Vip
from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters
from customer_health.flows.actions.effects.effect import Effect, Work
from customer_health.stores.actions import customer_flags


def mark_vip(work: Work, parameters: Vip) -> str:
    customer_flags.set_vip(work.subject.database, work.action, vip=parameters.vip)
    return "VIP" if parameters.vip else "no VIP"


def set_legal_hold(work: Work, parameters: NoParameters) -> str:
    customer_flags.set_legal_hold(work.subject.database, work.action)
    return "held"


def clear_legal_hold(work: Work, parameters: NoParameters) -> str:
    customer_flags.clear_legal_hold(work.subject.database, work.action)
    return "released"


EFFECTS: Mapping[ActionKind, Effect] = {
    "mark_vip": Effect(mark_vip),
    "set_legal_hold": Effect(set_legal_hold),
    "clear_legal_hold": Effect(clear_legal_hold),
}
