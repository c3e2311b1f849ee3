"""Did it help? The requirements' success metrics of a month, measured by the product itself.

A measure whose denominator is 0 is unknown: never 0, and never 100 % of nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.alerts.response import Response
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.customers.departure import Departure
from customer_health.domain.insights.price import run_cents
from customer_health.domain.insights.views import SLOWER, RoleDay
from customer_health.domain.roles import ROLES, Role

MeasureName = Literal[
    "response_hours", "answered_in_time", "contacted", "context_in_time",
    "churn", "score", "logged_in", "run_reads", "run_bytes", "run_cents",
]  # fmt: skip
GOALS: Mapping[MeasureName, float] = {
    "response_hours": 24,
    "contacted": 80,
    "context_in_time": 100,
}
"""The requirements' goals. The first one is to be below its goal, the others to reach it."""

IN_TIME = timedelta(hours=GOALS["response_hours"])
BEFORE_LEAVING = timedelta(days=90)
"""Alerts and contacts count towards a departure for so long."""
CONTACTS: frozenset[ActionKind] = frozenset({"send_email", "schedule_call", "add_note"})
TAKEN_UP = ("acknowledged", "handled")
HOUR = timedelta(hours=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, and of how many it is: departures, alerts, customers, runs. `value` is None if it
    is unknown."""

    name: MeasureName
    value: float | None
    of: int

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without a goal, or if the value is unknown."""
        goal = GOALS.get(self.name)
        if goal is None or self.value is None:
            return None
        return self.value < goal if self.name == "response_hours" else self.value >= goal


@dataclass(frozen=True, slots=True)
class Leaver:
    """A customer that left: whether it was at risk, and whether people had contacted it before."""

    departure: Departure
    at_risk: bool
    contacted: bool


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many people of a role there were on a working day: in the mean of `days`, and at most."""

    role: Role
    mean: float
    most: int
    days: int


@dataclass(frozen=True, slots=True)
class RunDay:
    """A complete daily run. `health` is what its record counts of all customers."""

    day: date
    companies: int
    reads: int
    bytes_read: int
    health: Mapping[str, int] = field(default_factory=dict)


def leaver(
    departure: Departure, transitions: Iterable[Transition], contacts: Iterable[datetime]
) -> Leaver:
    """Judge a departure by what happened to its alerts, and when it was contacted. What is older
    than BEFORE_LEAVING, or later than the departure, doesn't count."""
    first, last = departure.left_at - BEFORE_LEAVING, departure.left_at
    recent = [line for line in transitions if first <= line.at < last]
    taken_up = any(line.kind == "triaged" and line.new in TAKEN_UP for line in recent)
    fired = any(line.axis == "condition" and line.new.startswith("firing") for line in recent)
    return Leaver(
        departure,
        at_risk=departure.level in ("warning", "critical") or departure.open_alerts > 0 or fired,
        contacted=taken_up or any(first <= at < last for at in contacts),
    )


def measures(
    responses: Iterable[Response],
    contacts: Mapping[str, Sequence[datetime]],
    leavers: Sequence[Leaver],
    views: Iterable[RoleDay],
    runs: Sequence[RunDay],
    now: datetime,
) -> list[Measure]:
    """Return all measures of a month: of the alerts that turned critical in it, of the customers
    that left in it, and of its views and runs. `contacts` has the times at which each customer was
    contacted."""
    replies = [reply(one, contacts.get(one.company_id, ()), now) for one in responses]
    lost = [one for one in leavers if one.departure.counts]
    return [
        *response_measures(replies),
        share("contacted", sum(one.contacted for one in lost if one.at_risk),
              sum(one.at_risk for one in lost)),
        context_in_time(views),
        *health_measures(sorted(runs, key=lambda run: run.day), len(lost)),
        mean("run_reads", [run.reads for run in runs]),
        mean("run_bytes", [run.bytes_read for run in runs]),
        mean("run_cents", [run_cents(run.companies, run.reads, run.bytes_read) for run in runs]),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """How long a critical alert waited for people, until somebody answered, or until now."""

    waited: timedelta
    answered: bool


def reply(response: Response, contacts: Iterable[datetime], now: datetime) -> Reply:
    """Return when people first did something about a critical alert: decided on it, or contacted
    its customer while it was critical."""
    since, end = response.critical_at, response.ended_at or now
    during = [at for at in contacts if since <= at < end]
    decided = [response.answered_at] if response.answered_at else []
    first = min(during + decided, default=None)
    return Reply((first or end) - since, first is not None)


def response_measures(replies: Sequence[Reply]) -> list[Measure]:
    """Return the mean hours of the responses, and how many were in time. The mean says nothing of
    the alerts that nobody answered; the share does, once their time is over."""
    judged = [one for one in replies if one.answered or one.waited >= IN_TIME]
    return [
        mean("response_hours", [one.waited / HOUR for one in replies if one.answered]),
        share("answered_in_time", sum(one.waited < IN_TIME for one in judged), len(judged)),
    ]


def context_in_time(views: Iterable[RoleDay]) -> Measure:
    shown: Counter[str] = Counter()
    for one in views:
        shown.update(one.context)
    return share("context_in_time", shown.total() - shown[SLOWER], shown.total())


def health_measures(runs: Sequence[RunDay], lost: int) -> list[Measure]:
    """Return the churn of the customers of the first run, and the health of those of the last one.
    The runs are in the order of their days."""
    first, last = (runs[0].companies, runs[-1].health) if runs else (0, {})
    scored = last.get("scored", 0)
    return [
        share("churn", lost, first),
        Measure("score", last.get("scores", 0) / scored if scored else None, scored),
        share("logged_in", last.get("loggedIn", 0), last.get("loginKnown", 0)),
    ]


def attendance(views: Iterable[RoleDay]) -> list[Attendance]:
    """Return how many people of each role there were on the working days that were counted. A day
    without a view of a role counts as nobody if there was one of another role on it."""
    known = [one for one in views if one.people is not None and one.day.weekday() < SATURDAY]
    days = {one.day for one in known}
    return [
        Attendance(role, sum(people) / len(days), max(people), len(days))
        for role in ROLES
        if (people := [one.people or 0 for one in known if one.role == role])
    ]


def mean(name: MeasureName, values: Sequence[float]) -> Measure:
    return Measure(name, sum(values) / len(values) if values else None, len(values))


def share(name: MeasureName, part: int, whole: int) -> Measure:
    return Measure(name, 100 * part / whole if whole else None, whole)
