"""A customer that left: what was known of it on its last day, and why it left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from customer_health.domain.metrics.levels import CompanyLevel

ReasonCode = Literal[
    "price", "product", "service", "competitor", "closed", "merged", "no_customer", "other"
]
REASON_CODES: tuple[ReasonCode, ...] = get_args(ReasonCode)


@dataclass(frozen=True, slots=True)
class DepartureReason:
    """Why a customer left, as a person gave it."""

    code: ReasonCode
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Departure:
    """A customer's newest departure: when it was taken off the list, and how it was then.

    `open_alerts` counts its alerts that were open. `score` is the last health score that was kept,
    None if there is none.
    """

    company_id: str
    company: str
    left_at: datetime
    level: CompanyLevel
    open_alerts: int = 0
    score: int | None = None
    reason: DepartureReason | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a customer that was lost. One that never was a customer is not."""
        return self.reason is None or self.reason.code != "no_customer"
