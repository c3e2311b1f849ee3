"""Marks on a customer that only our own records have: VIP, a legal hold, and a health review."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.flags import Review, Vip
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


def record_review(work: Work, review: Review) -> str:
    customer_flags.save_review(work.subject.database, work.action, review.text)
    return "recorded"


EFFECTS: Mapping[ActionKind, Effect] = {
    "mark_vip": Effect(mark_vip),
    "set_legal_hold": Effect(set_legal_hold),
    "clear_legal_hold": Effect(clear_legal_hold),
    "record_review": Effect(record_review),
}
