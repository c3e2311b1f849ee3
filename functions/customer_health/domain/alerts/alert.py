"""One alert: its values, its identity, and the one way in which it moves.

Two axes are kept apart. The *condition* is the machine's (`evaluation.py`): a phase, a severity,
and whether the data is fresh. The *triage* is people's (`triage.py`). What Slack has heard is a
third thing (`notices.py`). Every move on any of them makes a `Transition` for the history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Self, cast

from customer_health.domain.alerts.reasons import CODES, MachineReason, ReasonCode
from customer_health.domain.codec import stored_as
from customer_health.domain.instants import iso
from customer_health.domain.metrics.levels import Level

Severity = Literal["warning", "critical"]
Phase = Literal["firing", "recovering", "resolved", "closed"]
DataState = Literal["fresh", "none", "stale", "error"]
TriageKind = Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
Axis = Literal["condition", "data", "triage", "notice"]
Cause = Literal["opened", "reopened", "escalated", "regressed"]
TransitionKind = Literal[
    "opened", "reopened", "escalated", "lowered", "recovering", "refired", "resolved", "closed",
    "data", "triaged", "triage_ended", "regressed", "held", "released",
]  # fmt: skip

SYSTEM = "system"
FLAPPING_WINDOW = timedelta(days=14)
FLAPPING_MOVES = 4
RANK: dict[Level, int] = {"none": 0, "healthy": 0, "warning": 1, "critical": 2}

AXIS: dict[TransitionKind, Axis] = {
    "data": "data",
    "triaged": "triage",
    "triage_ended": "triage",
    "regressed": "triage",
    "held": "notice",
    "released": "notice",
}
CAUSES: dict[TransitionKind, Cause] = {
    "opened": "opened",
    "reopened": "reopened",
    "escalated": "escalated",
    "regressed": "regressed",
}
# A resolve only confirms the recovery before it, and a close is not the metric's doing.
FLAPS: frozenset[TransitionKind] = frozenset(
    {"opened", "reopened", "escalated", "lowered", "recovering", "refired"}
)
# The damped flicker of recovering and back does not restart "critical for 12 days".
NEW_STATE: frozenset[TransitionKind] = frozenset(
    {"reopened", "escalated", "lowered", "resolved", "closed"}
)
# A hold was about the post that it kept back, not about what comes after.
ENDS_SUPPRESSION: frozenset[TransitionKind] = frozenset(
    {"escalated", "regressed", "resolved", "closed"}
)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one evaluation saw: `value` in the rule's unit, `date` in the company's zone, `at` the
    instant that it speaks for (the run's clock or the event's time, not that of the processing)."""

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
        """How bad a breach it is; None without one."""
        if not self.measured or self.level in ("healthy", "none"):
            return None
        return "critical" if self.level == "critical" else "warning"


@dataclass(frozen=True, slots=True)
class Triage:
    """What people decided. `until` ends a snooze, a dismissal, or the grace of a handled alert."""

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
    """What Slack has heard of this episode: `seq` and `at` of the last post, and what the message
    `shows` since the last post or edit. `own` is False if only a digest has named it, which leaves
    no message to edit."""

    seq: int
    at: datetime
    shows: str
    own: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """The newest episode of one company and rule; kept after its end, for the next to follow on.

    `seq` counts its transitions, `notices` its Slack entries. `cause` is the last move worth a
    post, and `cause_seq` its number. `as_of` is the instant of the newest evaluation: an older
    one changes nothing. `acted_at` is that of the newest act: an evaluation older than that
    brings bad news only. `last_date` is the newest date counted in the streaks. `changes` are
    the recent dates on which the condition moved.
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
        """The newest instant of what is known here, by an evaluation or a person."""
        return max(self.as_of, self.acted_at or self.as_of)

    @property
    def flapping(self) -> bool:
        return len(self.changes) >= FLAPPING_MOVES

    def on(self, axis: Axis) -> str:
        """The state on one axis, as the history names it."""
        states = {
            "condition": self.condition,
            "data": self.data,
            "triage": self.triage.label,
            "notice": "held" if self.suppressed else "normal",
        }
        return states[axis]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who moves an alert, when, and on which date of the company's."""

    who: str
    at: datetime
    date: date


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of an alert's history; `{episode}:{seq}` is its key, the same in every re-run.

    `why` is a person's own words where a person decided, else the code of a machine's reason, whose
    parameters are `params`.
    """

    episode: str
    seq: int
    axis: Axis
    kind: TransitionKind
    old: str
    new: str
    who: str
    why: str
    at: datetime
    date: date
    params: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.episode}:{self.seq}"

    @property
    def reason(self) -> MachineReason | None:
        """The machine's reason. None for a person's words, and for the English sentences that were
        stored before there were codes."""
        if self.kind == "triaged" or self.why not in CODES:
            return None
        return MachineReason(cast(ReasonCode, self.why), self.params)


@dataclass(frozen=True, slots=True)
class Change:
    """An alert and the moves that led to it; no transitions: nothing happened."""

    alert: Alert
    transitions: tuple[Transition, ...] = ()

    def move(
        self, kind: TransitionKind, stamp: Stamp, why: MachineReason | str, **fields: Any
    ) -> Self:
        """Set the fields, and write the move into the history and the alert's own bookkeeping.
        `why` as a text is a person's own words."""
        if self.alert.suppressed and kind in ENDS_SUPPRESSION:
            return self.move("released", stamp, why, suppressed=False).move(
                kind, stamp, why, **fields
            )
        old, axis = self.alert, AXIS.get(kind, "condition")
        new = replace(old, seq=old.seq + 1, **fields)
        if kind in CAUSES:
            new = replace(new, cause=CAUSES[kind], cause_seq=new.seq)
        if kind in FLAPS:
            new = replace(new, changes=recent((*new.changes, stamp.date), stamp.date))
        if kind in NEW_STATE:
            new = replace(new, since=stamp.at)
        was = "none" if kind == "opened" else old.on(axis)
        text, params = (why, {}) if isinstance(why, str) else (why.code, why.params)
        line = Transition(
            new.episode_id, new.seq, axis, kind, was, new.on(axis),
            stamp.who, text, stamp.at, stamp.date, params,
        )  # fmt: skip
        return replace(self, alert=new, transitions=(*self.transitions, line))


def recent(changes: tuple[date, ...], today: date) -> tuple[date, ...]:
    """The distinct dates among the 14 that end today: one evaluation a date counts once."""
    return tuple(sorted({day for day in changes if day > today - FLAPPING_WINDOW}))
