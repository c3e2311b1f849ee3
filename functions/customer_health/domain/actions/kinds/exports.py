"""Copies of everything that is held on a customer."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, NoParameters

KINDS: Mapping[ActionKind, KindRules] = {
    "export_data": KindRules(
        NoParameters,
        1,
        ("an export of the customer’s data", "une exportation des données du client"),
        for_former=True,
    ),
}
