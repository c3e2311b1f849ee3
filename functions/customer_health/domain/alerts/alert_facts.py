"""What a message says of an alert."""

from dataclasses import dataclass
from datetime import date, datetime

from customer_health.domain.alerts.alert import DataState, Severity, Triage
from customer_health.domain.alerts.notifications import Reason

OPEN = Triage()


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric 30 days ago and now: head counts for the employees, days since the last login,
    else average percent."""

    before: float
    now: float


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """All that a message may say of an alert.

    `value` and `threshold` (the one of the severity) are in the rule's unit. `reason` is the
    notice's. `days` are those in this state. `coverage_days` are the dates with data among 14,
    None where no average is taken.
    """

    company_id: str
    company: str
    rule: str
    severity: Severity
    reason: Reason
    threshold: float
    opened: date
    days: int
    as_of: datetime
    alert_key: str
    episode: int
    value: float | None = None
    trend: Trend | None = None
    coverage_days: int | None = None
    owner_name: str | None = None
    owner_slack_id: str | None = None
    why: str | None = None
    data: DataState = "fresh"
    triage: Triage = OPEN
