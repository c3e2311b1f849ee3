"""People's decisions on an alert: acknowledge, snooze, dismiss, handle, and the end of each.

| triage | suppresses posts until |
|---|---|
| acknowledged | the alert gets worse, or breaches again after a resolve |
| snoozed | the snooze is over, the alert resolves, or it gets worse |
| dismissed | the alert gets worse, breaches again after a resolve, or 30 days are over |
| handled (resolved by hand while in breach) | it gets worse, or is still in breach after 14 days |

A decision sets the alert's `acted_at`. An evaluation for an earlier instant can't undo the
decision, but it may still find that the alert got worse.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from customer_health.domain.alerts.alert import Alert, Triage, TriageKind
from customer_health.domain.alerts.reasons import MachineReason, ReasonCode
from customer_health.domain.alerts.transitions import SYSTEM, Change, Stamp, TransitionKind

TriageAction = Literal["acknowledge", "snooze", "dismiss", "handle", "reopen"]

STATE: dict[TriageAction, TriageKind] = {
    "acknowledge": "acknowledged",
    "snooze": "snoozed",
    "dismiss": "dismissed",
    "handle": "handled",
    "reopen": "open",
}
# "handle" lasts 14 days because a 14-day average needs that long to show a real fix.
LASTS: dict[TriageAction, timedelta] = {
    "dismiss": timedelta(days=30),
    "handle": timedelta(days=14),
}
# A snooze must not suppress posts for longer than a dismissal, which needs a reason.
LONGEST_SNOOZE = timedelta(days=30)
DECIDED: frozenset[TriageKind] = frozenset({"acknowledged", "snoozed", "dismissed", "handled"})


class TriageError(ValueError):
    """A decision that is not possible on this alert. The message tells the person why."""

    code = "not_on_this_alert"


@dataclass(frozen=True, slots=True)
class TriageRequest:
    """A person's decision. "dismiss" needs `why`, "snooze" needs `until`; "reopen" cancels an
    earlier decision."""

    kind: TriageAction
    stamp: Stamp
    why: str = ""
    until: datetime | None = None


def apply(alert: Alert, action: TriageRequest) -> Change:
    """Apply a person's decision to an alert. The same request sent twice changes nothing.

    Raises TriageError if the decision is not possible on this alert.
    """
    _check(alert, action)
    wanted = _triage(action)
    if _same(alert.triage, wanted):
        return Change(alert)
    why = action.why.strip()
    acted_at = max(alert.acted_at or action.stamp.at, action.stamp.at)
    return Change(alert).move("triaged", action.stamp, why, triage=wanted, acted_at=acted_at)


def expire(alert: Alert, stamp: Stamp, *, breaching: bool = False) -> Change:
    """End a triage whose time is over. A handled alert regresses only if it is still
    `breaching`."""
    until = alert.triage.until
    if not alert.is_open or until is None or stamp.at < until:
        return Change(alert)
    ends = DECIDED if breaching else DECIDED - {"handled"}
    why: ReasonCode = "still_breaches" if alert.triage.kind == "handled" else "time_over"
    return end_triage(Change(alert), stamp, why, ends)


def end_triage(
    change: Change, stamp: Stamp, why: ReasonCode, kinds: Collection[TriageKind] = DECIDED
) -> Change:
    """Set the triage back to open, with SYSTEM as the author, if it is one of `kinds`."""
    triage = change.alert.triage
    if triage.kind not in kinds:
        return change
    kind: TransitionKind = "regressed" if triage.kind == "handled" else "triage_ended"
    reason = MachineReason(why, {"ended": triage.kind})
    return change.move(kind, replace(stamp, who=SYSTEM), reason, triage=Triage())


def _check(alert: Alert, action: TriageRequest) -> None:
    if not action.stamp.who.strip():
        raise TriageError(f"{action.kind} on {alert.episode_id}: the author is missing")
    if not alert.is_open:
        raise TriageError(f"{action.kind} on {alert.episode_id}: the alert is {alert.phase}")
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
    """Whether a decision repeats the present one, as after a double click: it differs only in its
    time, and in the end that follows from that time."""
    if now.kind == "snoozed" and now.until != wanted.until:
        return False
    return replace(now, at=wanted.at, until=wanted.until) == wanted
