"""Copies of everything that is held on a customer."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters
from customer_health.flows.actions.effects.effect import Effect, Work
from customer_health.flows.actions.subject import configured


def export_data(work: Work, parameters: NoParameters) -> str:
    exports = configured(work.subject.vendors.exports, "the export")
    return exports.start(work.action.company_id, work.action.requester.email, work.key)


EFFECTS: Mapping[ActionKind, Effect] = {"export_data": Effect(export_data)}
