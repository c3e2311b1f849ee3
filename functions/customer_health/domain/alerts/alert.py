"""One alert: its values and its identity.

An alert has two independent axes. The machine sets the *condition* (`evaluation.py`): a phase, a
severity, and whether the data is fresh. People set the *triage* (`triage.py`). The last
notification of Slack is recorded beside them (`notifications.py`). Every change of these makes a
`Transition` for the history (`transitions.py`).
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
# "resolved" is not counted: it only confirms the recovery before it. "closed" is not caused by
# the metric.
FLAPS: frozenset[TransitionKind] = frozenset(
    {"opened", "reopened", "escalated", "lowered", "recovering", "refired"}
)
# "recovering" and "refired" are not listed: a short recovery must not restart "critical for 12
# days".
NEW_STATE: frozenset[TransitionKind] = frozenset(
    {"reopened", "escalated", "lowered", "resolved", "closed"}
)
# A suppression concerns the post of one state. After these changes there is a new state to post.
ENDS_SUPPRESSION: frozenset[TransitionKind] = frozenset(
    {"escalated", "regressed", "resolved", "closed"}
)


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
        """Return the severity of the breach, or None if nothing is in breach."""
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


@dataclass(frozen=True, slots=True)
class Stamp:
    """The author and the time of a change: `who` is an e-mail address or SYSTEM, `date` is in the
    company's zone."""

    who: str
    at: datetime
    date: date


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of an alert's history. Its key `{episode}:{seq}` is the same in every re-run.

    `why` is a person's own text if a person decided, else the code of a machine's reason with its
    parameters in `params`.
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
        """Return the machine's reason, or None for a person's text.

        Also None for the English sentences that were stored before there were codes.
        """
        if self.kind == "triaged" or self.why not in CODES:
            return None
        return MachineReason(cast(ReasonCode, self.why), self.params)


@dataclass(frozen=True, slots=True)
class Change:
    """An alert and the transitions that led to it. Without transitions nothing happened."""

    alert: Alert
    transitions: tuple[Transition, ...] = ()

    def move(
        self, kind: TransitionKind, stamp: Stamp, why: MachineReason | str, **fields: Any
    ) -> Self:
        """Set the fields and add a transition of this kind, with the alert's counters updated.

        A `why` of type str is a person's own text. An alert that is suppressed is released first
        if this kind of change ends a suppression.
        """
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
    """Return the distinct dates of the last 14 days, sorted. Several changes on one date count
    once."""
    return tuple(sorted({day for day in changes if day > today - FLAPPING_WINDOW}))
