"""The transitions of an alert: its history, and the one way in which an alert changes.

Every change of an alert goes through `Change.move`, which adds a line to the history and keeps the
alert's counters right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Self, cast

from customer_health.domain.alerts.alert import Alert, Axis, Cause
from customer_health.domain.alerts.reasons import CODES, MachineReason, ReasonCode

TransitionKind = Literal[
    "opened", "reopened", "escalated", "lowered", "recovering", "refired", "resolved", "closed",
    "data", "triaged", "triage_ended", "regressed", "held", "released",
]  # fmt: skip

SYSTEM = "system"
FLAPPING_WINDOW = timedelta(days=14)

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
