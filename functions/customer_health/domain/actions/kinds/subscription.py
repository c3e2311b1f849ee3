"""Changes of the customer's subscription: its trial, its plan, and pauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, Parameters
from customer_health.domain.actions.kinds.limits import VendorId


@dataclass(frozen=True, slots=True)
class Trial(Parameters):
    """When the customer's trial ends, later than it does now."""

    until: datetime
    """When the trial is to end. Example: `"2025-12-15T12:00:00Z"`"""


@dataclass(frozen=True, slots=True)
class NewPlan(Parameters):
    """The price of another plan; for as many seats as before."""

    price_id: VendorId
    """The id of the price, as in the list of plans. Example: `"price_2"`"""


@dataclass(frozen=True, slots=True)
class Pause(Parameters):
    """Without `resumeAt` until somebody resumes it."""

    resume_at: datetime | None = None
    """When billing resumes; left out, somebody has to resume it. Example:
    `"2026-01-01T12:00:00Z"`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "extend_trial": KindRules(
        Trial, 2, ("a longer trial", "une prolongation de l’essai"), "billing", bills=True
    ),
    "downgrade": KindRules(
        NewPlan, 2, ("a downgrade", "un passage à un forfait inférieur"), "billing", bills=True
    ),
    "upgrade": KindRules(
        NewPlan, 3, ("an upgrade", "un passage à un forfait supérieur"), "billing", bills=True
    ),
    "pause_billing": KindRules(
        Pause, 2, ("a pause of billing", "une suspension de la facturation"), "billing", bills=True
    ),
}
