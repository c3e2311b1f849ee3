"""Describe the days of an alert, a letter for each: C critical, W warning, H healthy, - no data."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from customer_health.domain.alerts.alert import Alert, DataState, Observation
from customer_health.domain.alerts.evaluation import EvaluationResult, evaluate
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.alerts.transitions import Stamp, Transition, TransitionKind
from customer_health.domain.alerts.triage import TriageAction, TriageRequest, apply
from customer_health.domain.metrics.levels import Level
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN

PAYROLL = DEFAULT_RULES[CONFLICTING_CLOCK_INS]
LOGINS = DEFAULT_RULES[LOGIN]
MONDAY = date(2025, 11, 24)
COMPANY = "acme"
LEVELS: dict[str, Level] = {"C": "critical", "W": "warning", "H": "healthy", "-": "none"}
VALUES: dict[Level, float | None] = {"critical": 80, "warning": 60, "healthy": 5, "none": None}


def at(day: int, hour: float = 11) -> datetime:
    """Return an instant `day` days after Monday. 11:00 UTC is the run's 06:00 in Toronto."""
    return datetime(2025, 11, 24, tzinfo=UTC) + timedelta(days=day, hours=hour)


def see(
    letter: str,
    day: int,
    *,
    rule: Rule = PAYROLL,
    kind: Literal["daily", "live"] = "daily",
    hour: float = 11,
    data: DataState | None = None,
) -> Observation:
    level = LEVELS[letter]
    state: DataState = data or ("none" if level == "none" else "fresh")
    return Observation(
        COMPANY, rule.metric, level, VALUES[level], state,
        MONDAY + timedelta(days=day), at(day, hour), kind, rule.version,
    )  # fmt: skip


class Story:
    """The alert of one company and rule, and all transitions so far."""

    def __init__(self, days: str = "", rule: Rule = PAYROLL) -> None:
        self.rule = rule
        self.day = -1
        self.now: Alert | None = None
        self.history: list[Transition] = []
        self.run(days)

    @property
    def alert(self) -> Alert:
        assert self.now is not None
        return self.now

    @property
    def kinds(self) -> list[TransitionKind]:
        return [line.kind for line in self.history]

    def run(self, days: str) -> "Story":
        """Evaluate once a day for each letter, on the following days; a space skips a day."""
        for letter in days:
            self.day += 1
            if letter != " ":
                self.see(see(letter, self.day, rule=self.rule))
        return self

    def live(self, letter: str, hour: float = 15) -> "Story":
        self.see(see(letter, self.day, rule=self.rule, kind="live", hour=hour))
        return self

    def see(self, seen: Observation) -> EvaluationResult:
        outcome = evaluate(self.now, seen, self.rule)
        self.now = outcome.alert
        self.history += outcome.transitions
        return outcome

    def act(self, kind: TriageAction, *, days: float | None = None, why: str = "") -> "Story":
        """Apply a decision by Ana at 14:00 UTC of the last day. `days` is a snooze's length."""
        until = None if days is None else at(self.day, 14 + 24 * days)
        change = apply(self.alert, TriageRequest(kind, self.stamp(), why, until))
        self.now = change.alert
        self.history += change.transitions
        return self

    def stamp(self, hour: float = 14) -> Stamp:
        return Stamp("ana@example.com", at(self.day, hour), MONDAY + timedelta(days=self.day))
