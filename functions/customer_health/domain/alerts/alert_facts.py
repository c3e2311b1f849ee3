"""The facts from which a message about an alert is written."""

from dataclasses import dataclass
from datetime import date, datetime

from customer_health.domain.alerts.alert import DataState, Severity, Triage
from customer_health.domain.alerts.notifications import Reason

OPEN = Triage()


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric 30 days ago and now, in the metric's unit: employees, days since the last login, or
    an average percentage."""

    before: float
    now: float


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """Everything that a message may say about an alert.

    - `value` and `threshold` are in the rule's unit; the threshold is the one of the severity.
    - `reason` says why Slack is notified; `why` is the code of why the alert was closed.
    - `days` is the number of days in the present state.
    - `coverage_days` is the number of dates with data among the 14 of an average; None for a
      metric without an average.
    - `never_logged_in`: the value counts the days from the company's creation.
    - `recovering`: the figure is within the threshold again, and the next daily run decides.
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
    never_logged_in: bool = False
    recovering: bool = False
    data: DataState = "fresh"
    triage: Triage = OPEN
