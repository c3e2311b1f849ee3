"""Models of a customer as of a day."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.alerts.models import Triage
from customer_health.api.customers.models import Figures
from customer_health.api.http.models import Metric, Model


class Days(Model):
    """The dates of which a customer has figures."""

    dates: list[date]
    """Each date with a run that computed the customer, the oldest first."""


class RestatedFigures(Model):
    """Figures of the same date that a later run found."""

    at: datetime
    """When the run found them."""
    figures: Figures
    """The figures."""
    inputs: str | None = None
    """A hash of all records that the figures were made of: the same records give the same hash.
    Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the code that computed the figures. Example: `"5b1f0c9a7e3d"`"""


class PastAlert(Model):
    """An alert as it was at that time."""

    rule: Metric
    """The metric."""
    episode: int
    """The number of the episode. Example: `1`"""
    severity: Literal["critical", "warning"]
    """How bad it was."""
    phase: Literal["firing", "recovering"]
    """Whether the figure was bad (`firing`), or healthy in the newest run (`recovering`)."""
    data: Literal["fresh", "none", "stale", "error"]
    """Whether the newest run had measured the figure."""
    opened_at: datetime
    """When the episode began."""
    since: datetime
    """Since when the alert had been as it was."""
    triage: Triage
    """What people had decided about it."""


class CustomerDay(Model):
    """A customer as the run of a day found it."""

    as_of: date
    """The day."""
    at: datetime
    """The instant of the state: the clock of the day's run."""
    figures: Figures | None = None
    """The figures as they stood when the day was over. Absent if no run computed the customer on
    that day: then they are unknown, and not those of the day before."""
    inputs: str | None = None
    """A hash of all records that the figures were made of: the same records give the same hash.
    Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the code that computed the figures. Example: `"5b1f0c9a7e3d"`"""
    restated: list[RestatedFigures]
    """Other figures of the same day, which later runs found, the oldest first."""
    alerts: list[PastAlert]
    """The alerts that were open."""
