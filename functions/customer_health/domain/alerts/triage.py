"""People's axis of an alert: acknowledge, snooze, dismiss, handle, and what ends each.

| triage | silences posts until |
|---|---|
| acknowledged | it gets worse, or breaches again after a resolve |
| snoozed | its end, the resolve, or it gets worse |
| dismissed | it gets worse, breaches again after a resolve, or 30 days |
| handled (resolved by hand while breaching) | it gets worse, or still breaches after 14 days |

An act moves the alert's `acted_at`: an evaluation as of a time before it can't undo it, but may
still find that it got worse.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from customer_health.domain.alerts.alert import (
    SYSTEM,
    Alert,
    Change,
    Stamp,
    TransitionKind,
    Triage,
    TriageKind,
)
from customer_health.domain.alerts.reasons import MachineReason, ReasonCode

TriageAction = Literal["acknowledge", "snooze", "dismiss", "handle", "reopen"]

STATE: dict[TriageAction, TriageKind] = {
    "acknowledge": "acknowledged",
    "snooze": "snoozed",
    "dismiss": "dismissed",
    "handle": "handled",
    "reopen": "open",
}
# A 14-day average lags a real fix by up to 14 days.
LASTS: dict[TriageAction, timedelta] = {
    "dismiss": timedelta(days=30),
    "handle": timedelta(days=14),
}
# No silence outlasts a dismissal.
LONGEST_SNOOZE = timedelta(days=30)
DECIDED: frozenset[TriageKind] = frozenset({"acknowledged", "snoozed", "dismissed", "handled"})


class TriageError(ValueError):
    """A person's act that makes no sense on this alert; the message says why, for that person."""

    code = "not_on_this_alert"


@dataclass(frozen=True, slots=True)
class TriageRequest:
    """What a person did. Dismiss needs `why`, snooze needs `until`; "reopen" takes back an act."""

    kind: TriageAction
    stamp: Stamp
    why: str = ""
    until: datetime | None = None


def apply(alert: Alert, action: TriageRequest) -> Change:
    """Apply a person's act; the same one sent twice changes nothing. Raises ActionError."""
    _check(alert, action)
    wanted = _triage(action)
    if _same(alert.triage, wanted):
        return Change(alert)
    why = action.why.strip()
    acted_at = max(alert.acted_at or action.stamp.at, action.stamp.at)
    return Change(alert).move("triaged", action.stamp, why, triage=wanted, acted_at=acted_at)


def expire(alert: Alert, stamp: Stamp, *, breaching: bool = False) -> Change:
    """End what time ends. A handled alert regresses only on seeing that it is still `breaching`."""
    until = alert.triage.until
    if not alert.is_open or until is None or stamp.at < until:
        return Change(alert)
    ends = DECIDED if breaching else DECIDED - {"handled"}
    why: ReasonCode = "still_breaches" if alert.triage.kind == "handled" else "time_over"
    return end_triage(Change(alert), stamp, why, ends)


def end_triage(
    change: Change, stamp: Stamp, why: ReasonCode, kinds: Collection[TriageKind] = DECIDED
) -> Change:
    """Back to open, in the machine's name, if the triage is one of `kinds`."""
    triage = change.alert.triage
    if triage.kind not in kinds:
        return change
    kind: TransitionKind = "regressed" if triage.kind == "handled" else "triage_ended"
    reason = MachineReason(why, {"ended": triage.kind})
    return change.move(kind, replace(stamp, who=SYSTEM), reason, triage=Triage())


def _check(alert: Alert, action: TriageRequest) -> None:
    if not action.stamp.who.strip():
        raise TriageError(f"{action.kind} on {alert.episode_id}: who does it is missing")
    if not alert.is_open:
        raise TriageError(f"{action.kind} on {alert.episode_id}: it is {alert.phase}")
    if action.kind == "dismiss" and not action.why.strip():
        raise TriageError(f"dismiss {alert.episode_id}: a reason is required")
    if action.kind == "snooze":
        _check_end(alert, action)


def _check_end(alert: Alert, action: TriageRequest) -> None:
    now = action.stamp.at
    if action.until is None or not now < action.until <= now + LONGEST_SNOOZE:
        raise TriageError(
            f"snooze {alert.episode_id}: the end must lie in the next {LONGEST_SNOOZE.days} days, "
            f"got {action.until.isoformat() if action.until else 'none'}"
        )


def _triage(action: TriageRequest) -> Triage:
    if action.kind == "reopen":
        return Triage()
    at = action.stamp.at
    until = at + LASTS[action.kind] if action.kind in LASTS else None
    return Triage(
        STATE[action.kind],
        action.stamp.who,
        at,
        action.why.strip() or None,
        action.until if action.kind == "snooze" else until,
    )


def _same(now: Triage, wanted: Triage) -> bool:
    """A double click, or a request sent again: only its time differs (and what follows from it)."""
    if now.kind == "snoozed" and now.until != wanted.until:
        return False
    return replace(now, at=wanted.at, until=wanted.until) == wanted
