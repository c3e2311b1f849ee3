"""One alert: its values and its identity.

An alert has two independent parts. The machine sets the *condition* (`evaluation.py`): a phase, a
severity, and whether the data is fresh. People set the *triage* (`triage.py`). The last
notification of Slack is recorded beside them (`notifications.py`). Every change of these makes a
`Transition` for the history (`transitions.py`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from customer_health.domain.codec import stored_as
from customer_health.domain.instants import iso
from customer_health.domain.metrics.levels import Level

Severity = Literal["warning", "critical"]
Phase = Literal["firing", "recovering", "resolved", "closed"]
DataState = Literal["fresh", "none", "stale", "error"]
TriageKind = Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
Axis = Literal["condition", "data", "triage", "notice"]
Cause = Literal["opened", "reopened", "escalated", "regressed"]

FLAPPING_MOVES = 4
RANK: dict[Level, int] = {"none": 0, "healthy": 0, "warning": 1, "critical": 2}


@dataclass(frozen=True, slots=True)
class Observation:
    """The input of one evaluation: a figure and its level.

    `value` is in the rule's unit, `date` in the company's zone. `at` is the instant for which the
    figure is valid: the run's clock or the event's time, not the time of processing.
    """

    company_id: str
    rule: str
    level: Level
    value: float | None
    data: DataState
    date: date
    at: datetime
    kind: Literal["daily", "live"]
    rule_version: int

    @property
    def measured(self) -> bool:
        return self.data == "fresh" and self.level != "none"

    @property
    def severity(self) -> Severity | None:
        """Return the severity of the breach. None if the figure is healthy, or was not measured
        (`data` is not fresh)."""
        if not self.measured or self.level in ("healthy", "none"):
            return None
        return "critical" if self.level == "critical" else "warning"


@dataclass(frozen=True, slots=True)
class Triage:
    """A person's decision on an alert: who decided, when and why.

    `until` ends a snooze, a dismissal, or the grace period of a handled alert.
    """

    kind: TriageKind = "open"
    who: str | None = None
    at: datetime | None = None
    why: str | None = None
    until: datetime | None = None

    @property
    def label(self) -> str:
        ends = self.kind == "snoozed" and self.until
        return f"{self.kind} until {iso(ends)}" if ends else self.kind


@dataclass(frozen=True, slots=True)
class LastNotification:
    """The last notification of this episode.

    `seq` and `at` are those of the last post, `shows` the state in the message since the last post
    or edit. `own` is False if only a digest named the alert: then there is no message to edit.
    """

    seq: int
    at: datetime
    shows: str
    own: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """The newest episode of one company and rule. It is kept after its end: the next episode is
    linked to it.

    `seq` counts its transitions, `notifications` its entries in the outbox. `cause` is the last
    transition that deserves a post, and `cause_seq` its number. `as_of` is the instant of the
    newest evaluation: an older evaluation changes nothing. `acted_at` is the instant of the newest
    decision by a person: an evaluation older than that can only make the alert worse. `last_date`
    is the newest date counted in the streaks. `changes` are the recent dates on which the
    condition changed.
    """

    company_id: str
    rule: str
    episode: int
    rule_version: int
    phase: Phase
    severity: Severity
    opened_at: datetime
    since: datetime
    as_of: datetime
    acted_at: datetime | None = None
    cause: Cause = "opened"
    cause_seq: int = 0
    seq: int = 0
    data: DataState = "fresh"
    unmeasured_since: date | None = None
    value: float | None = None
    value_at: datetime | None = None
    last_date: date | None = None
    clear_streak: int = 0
    lower_streak: int = 0
    ended_on: date | None = None
    ended_why: str | None = None
    changes: tuple[date, ...] = ()
    previous: str | None = None
    triage: Triage = Triage()
    last_notification: LastNotification | None = stored_as("told", None)
    notifications: int = stored_as("notices", 0)
    suppressed: bool = stored_as("held", False)

    @property
    def key(self) -> str:
        return f"{self.company_id}:{self.rule}"

    @property
    def episode_id(self) -> str:
        return f"{self.key}:{self.episode}"

    @property
    def is_open(self) -> bool:
        return self.phase in ("firing", "recovering")

    @property
    def condition(self) -> str:
        return f"{self.phase}({self.severity})" if self.is_open else self.phase

    @property
    def known_at(self) -> datetime:
        """Return the instant of the newest evaluation or decision, whichever is later."""
        return max(self.as_of, self.acted_at or self.as_of)

    @property
    def flapping(self) -> bool:
        return len(self.changes) >= FLAPPING_MOVES

    def on(self, axis: Axis) -> str:
        """Return the state on one axis, in the words of the history."""
        states = {
            "condition": self.condition,
            "data": self.data,
            "triage": self.triage.label,
            "notice": "held" if self.suppressed else "normal",
        }
        return states[axis]
