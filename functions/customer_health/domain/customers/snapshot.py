"""A customer's figures as one daily run found them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from customer_health.domain.instants import TORONTO, at_wall_clock
from customer_health.domain.metrics.employees import Baseline, change, decrease
from customer_health.domain.metrics.levels import CompanyLevel, Level, Number
from customer_health.domain.metrics.login import days_since
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, Result


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of one run. `at` is the run's clock. What is unknown is None, or not there.

    `version` counts how often a later run of the same date found other figures, from 1. `inputs` is
    a hash of the records that the figures were made of, `code` the version of the code.
    """

    at: datetime
    employees: int | None = None
    baseline: Baseline | None = None
    login: datetime | None = None
    results: Mapping[str, Result] = field(default_factory=dict)
    averages: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    level: CompanyLevel | None = None
    version: int = 1
    inputs: str | None = None
    code: str | None = None

    def figure(self, metric: str, created_at: datetime | None) -> Number | None:
        """Return a figure in its rule's unit. `created_at` is when the company was created: without
        any login, the days count from there."""
        if metric == EMPLOYEES:
            count = self.employees
            return None if count is None else decrease(change(count, self.baseline))
        if metric == LOGIN:
            if self.levels.get(LOGIN, "none") == "none":
                return None
            return days_since(self.login, created_at, self.at, is_unknown=False)
        return self.averages.get(metric)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a day's figures, and when another one replaced it; None for the newest."""

    snapshot: Snapshot
    replaced_at: datetime | None = None


def since_the_day(versions: Sequence[Version], day: date) -> Sequence[Version]:
    """Return the version that stood when a day was over in Toronto, and those after it."""
    over = at_wall_clock(day + timedelta(days=1), 0, TORONTO)
    return [one for one in versions if one.replaced_at is None or one.replaced_at >= over]
