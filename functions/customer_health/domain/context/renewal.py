"""How likely a customer is not to renew.

The risk is an index from 0: 100 less the mean of what is known of the score and of the CRM's
probability; plus half of the percentage by which use fell in 30 days, at most 15; plus 10 if the
contract ends within 90 days, or has ended. Below 35 it is low, from 60 on high.
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
    """`probability` is a percentage, the CRM's where it has one; `days` are left of the contract,
    negative afterwards. Without score and probability there is neither risk nor probability."""

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
    end = account.contract_end if account else None
    said = account.renewal_probability if account else None
    days = (end - today).days if end else None
    known = [Fraction(value) for value in (score, said) if value is not None]
    if not known:
        return Renewal(None, None, end, days)
    falling = max(Fraction(0), -Fraction(usage.trend_percent or 0)) if usage else Fraction(0)
    soon = 10 if days is not None and days <= DUE_DAYS else 0
    sure = sum(known, Fraction(0)) / len(known)
    index = 100 - sure + min(falling / 2, Fraction(15)) + soon
    probability = max(float(100 - index), 0.0) if said is None else said
    return Renewal(risk_of(index), probability, end, days)


def risk_of(index: Fraction) -> Risk:
    return "high" if index >= HIGH else "medium" if index >= MEDIUM else "low"
