"""The risk that a customer doesn't renew the contract.

The risk is an index: 100 minus the mean of the health score and the CRM's probability (or of the
one that is known), plus half the percentage by which use fell in 30 days, at most 15, plus 10 if
the contract ends within 90 days or has ended. It is low below 35, and high from 60.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from customer_health.domain.context.vendor_records import Account, Usage

Risk = Literal["low", "medium", "high"]
DUE_DAYS = 90
MEDIUM, HIGH = 35, 60


@dataclass(frozen=True, slots=True)
class Renewal:
    """The outlook of a contract.

    `probability` is a percentage, from the CRM if it has one. `days` is the rest of the contract,
    negative after its end. Without a score and a probability of the CRM, both are None.
    """

    risk: Risk | None = None
    probability: float | None = None
    contract_end: date | None = None
    days: int | None = None

    @property
    def due(self) -> bool | None:
        return None if self.days is None else self.days <= DUE_DAYS


def renewal(
    score: int | None, account: Account | None, usage: Usage | None, today: date
) -> Renewal:
    """Rate the risk. `score` is the health score."""
    end = account.contract_end if account else None
    from_crm = account.renewal_probability if account else None
    days = (end - today).days if end else None
    known = [Fraction(value) for value in (score, from_crm) if value is not None]
    if not known:
        return Renewal(None, None, end, days)
    falling = max(Fraction(0), -Fraction(usage.trend_percent or 0)) if usage else Fraction(0)
    soon = 10 if days is not None and days <= DUE_DAYS else 0
    likelihood = sum(known, Fraction(0)) / len(known)
    index = 100 - likelihood + min(falling / 2, Fraction(15)) + soon
    probability = max(float(100 - index), 0.0) if from_crm is None else from_crm
    return Renewal(risk_of(index), probability, end, days)


def risk_of(index: Fraction) -> Risk:
    return "high" if index >= HIGH else "medium" if index >= MEDIUM else "low"
