"""The features of a customer at a date, of what this backend keeps by day: the figures of the daily
runs and the health score.

Use, tickets and payments are in the health score. By themselves they aren't kept by day, so a past
date's can't be known, and a model can't be trained on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from typing import Any

from customer_health.domain.context.score import ENOUGH
from customer_health.domain.context.score_history import DayScore
from customer_health.domain.instants import clock_of, parse_instant
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES

SHORTEST = 60
"""Days from the first daily run on. The score's change needs 30 days, and a second month tells
whether the customer stays."""

MONTH = timedelta(days=30)
FRESH = timedelta(days=7)
"""A figure that is older is unknown."""

LONGEST_TENURE, LONGEST_ABSENCE = 365, 60
"""Days; more counts as this. Otherwise all values would leave the trained range in time."""

FEATURES = (
    "employees",
    "employee_decrease",
    "login_days",
    *PERCENTAGES,
    "score",
    "score_fall",
    "critical_share",
    "tenure",
)


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of a customer by day: the snapshots of the daily runs, and the scores."""

    snapshots: Mapping[date, Mapping[str, Any]]
    scores: Mapping[date, DayScore]

    def until(self, day: date) -> "History":
        """Return what was known on a day."""
        return History(
            {at: one for at, one in self.snapshots.items() if at <= day},
            {at: one for at, one in self.scores.items() if at <= day},
        )


def features(history: History, day: date) -> dict[str, float] | None:
    """Return the features on a day, without those that are unknown. None if the customer was in no
    daily run of the last 7 days, or in the first one less than 60 days ago."""
    known = history.until(day)
    newest = max(known.snapshots, default=None)
    if newest is None or day - newest > FRESH:
        return None
    tenure = (day - min(known.snapshots)).days
    if tenure < SHORTEST:
        return None
    now = known.snapshots[newest]
    recent = [one for at, one in known.snapshots.items() if day - at < MONTH]
    critical = sum(one.get("alertLevel") == "critical" for one in recent)
    found: dict[str, float | None] = {
        "employees": log(1 + now.get(EMPLOYEES, 0)),
        "employee_decrease": decrease(now),
        "login_days": login_days(now, newest),
        **{metric: now.get("averages", {}).get(metric) for metric in PERCENTAGES},
        "score": score_at(known.scores, day),
        "score_fall": score_fall(known.scores, day),
        "critical_share": critical / len(recent),
        "tenure": log(min(tenure, LONGEST_TENURE)),
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def in_units(feature: str, value: float) -> float:
    """Return a feature's value as a person counts it, without its logarithm."""
    match feature:
        case "employees":
            return exp(value) - 1
        case "tenure":
            return exp(value)
    return value


def decrease(snapshot: Mapping[str, Any]) -> float | None:
    """Return the decrease of the employees in 30 days in percent; growth counts as none."""
    percent = snapshot.get("employeeChange30d", {}).get("percent")
    return None if percent is None else max(-percent, 0)


def login_days(snapshot: Mapping[str, Any], day: date) -> float | None:
    login = snapshot.get(LOGIN)
    if login is None:
        return None
    return min(max((clock_of(day) - parse_instant(login)).days, 0), LONGEST_ABSENCE)


def score_at(scores: Mapping[date, DayScore], day: date) -> float | None:
    """Return the newest score of the last 7 days that rests on enough data."""
    found = [at for at, one in scores.items() if at <= day and one.coverage >= ENOUGH]
    newest = max(found, default=None)
    return scores[newest].score if newest and day - newest <= FRESH else None


def score_fall(scores: Mapping[date, DayScore], day: date) -> float | None:
    now, before = score_at(scores, day), score_at(scores, day - MONTH)
    return None if now is None or before is None else before - now
