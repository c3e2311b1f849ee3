"""What is known of an alert when a message about it is written."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from customer_health.domain.alerts import DataState, Severity, Triage
from customer_health.domain.metrics import LOGIN
from customer_health.domain.notices import Reason
from customer_health.notify.markup import Markup, escape
from customer_health.notify.wording import Unit

UNITS: dict[str, Unit] = {LOGIN: "day"}
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
    None where no average is taken. `url` is the alert's page.
    """

    company_id: str
    company: str
    rule: str
    severity: Severity
    reason: Reason
    value: float | None
    threshold: float
    opened: date
    days: int
    trend: Trend | None
    as_of: datetime
    coverage_days: int | None
    owner_name: str | None
    owner_slack_id: str | None
    url: str
    alert_key: str
    episode: int
    data: DataState = "fresh"
    triage: Triage = OPEN

    @property
    def name(self) -> Markup:
        return escape(self.company) or escape(self.company_id)

    @property
    def unit(self) -> Unit:
        return UNITS.get(self.rule, "percent")

    @property
    def episode_id(self) -> str:
        """As buttons carry it: Slack hands text back with & < > escaped, so there are none."""
        return quote(f"{self.alert_key}:{self.episode}", safe=":", errors="replace")
