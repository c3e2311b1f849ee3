"""Decide whether Slack is notified of an alert: pure decisions, each with a named reason.

`notification_reason` compares the present alert with the last notification of its episode, not one
event with the next. The result is therefore also right after a snooze that ended, and after a run
that was missed or repeated. Record the result with `mark_notified`, in the same write as the outbox
entry.

Where the specification leaves a choice, this module decides:
- These alerts are not posted: a warning, an alert on which a person decided, one that flaps, and a
  suppressed one (kept back after a likely data fault). A message that was posted is still edited,
  without a reply, because it would otherwise go on saying "critical".
- When the reason not to post it ends, an alert that is still critical is posted with its original
  reason.
- A posted message follows the figure: any change of what it shows is an edit, also when the figure
  is back within the threshold. A recovering alert is neither posted nor repeated: the next daily
  evaluation decides.
- A suppression ends when a person releases it, when the alert resolves or closes, when it
  escalates, or when it regresses (a person had marked it as handled, and it is in breach again).
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from customer_health.domain.alerts.alert import RANK, Alert, LastNotification
from customer_health.domain.alerts.reasons import MachineReason, ReasonCode
from customer_health.domain.alerts.transitions import Change, Stamp
from customer_health.domain.metrics.levels import Level
from customer_health.domain.metrics.names import LOGIN

Post = Literal["opened", "escalated", "reopened", "regressed", "repeat"]
Edit = Literal["resolved", "resolved_quietly", "closed", "edited"]
Suppressed = Literal[
    "none:unchanged", "none:not_due", "none:never_posted", "none:recovering", "none:warning",
    "none:acknowledged", "none:snoozed", "none:dismissed", "none:handled",
    "none:flapping", "none:suppressed",
]  # fmt: skip
Reason = Post | Edit | Suppressed
Delivery = Literal["single", "summary", "digest", "suppressed"]

REPEAT_AFTER = timedelta(hours=24)
SUMMARY_ABOVE = 5
FAULT_FLEET = 20
FAULT_PERCENT = 30
POSTS: frozenset[Reason] = frozenset({"opened", "escalated", "reopened", "regressed", "repeat"})
SUPPRESSED_BY: dict[str, Suppressed] = {
    "acknowledged": "none:acknowledged",
    "snoozed": "none:snoozed",
    "dismissed": "none:dismissed",
    "handled": "none:handled",
}


def notification_reason(alert: Alert, now: datetime) -> Reason:
    """Return the reason to notify Slack of this alert now, or a reason beginning with "none:".

    A post may be a new message or a reply in the episode's thread. "resolved" edits the message
    and replies with the duration, "resolved_quietly" edits it without a reply, "closed" edits it
    with the reason of the close, and "edited" only updates it.
    """
    if not alert.is_open:
        return _end(alert)
    suppressed = _reason_not_to_post(alert)
    if suppressed is None:
        if alert.last_notification is None or alert.last_notification.seq < alert.cause_seq:
            return alert.cause
        if now - alert.last_notification.at >= REPEAT_AFTER:
            return "repeat"
    return "edited" if _differs(alert) else suppressed or "none:not_due"


def mark_notified(alert: Alert, reason: Reason, now: datetime, *, own: bool = True) -> Alert:
    """Return the alert with the notification recorded in it.

    Pass `own=False` if only a digest names the alert. For a post that is kept back call `suppress`
    instead.
    """
    if reason.startswith("none:"):
        return alert
    last = alert.last_notification
    if reason in POSTS or last is None:
        last = LastNotification(
            alert.seq, now, message_state(alert), own or bool(last and last.own)
        )
    return replace(
        alert,
        last_notification=replace(last, shows=message_state(alert)),
        notifications=alert.notifications + 1,
    )


def message_state(alert: Alert) -> str:
    """Return the state that a message shows of an alert. When it changes, the message is edited.

    The value is rounded as people read it, to whole days or one decimal, so that an invisible
    change causes no edit.
    """
    if not alert.is_open:
        return alert.phase
    decimals = 0 if alert.rule == LOGIN else 1
    value = None if alert.value is None else math.floor(alert.value * 10**decimals) / 10**decimals
    return f"{alert.condition}, {alert.data}, {alert.triage.label}, {value}"


def outbox_key(alert: Alert, destination: str) -> str:
    """Return the outbox key of the notification that `mark_notified` recorded last.

    The key is the same in every repetition of a run. The destination is a channel's id and not its
    name, because a database key can't contain "#". Raises ValueError for such a name.
    """
    if set(destination) & set(".#$/[]"):
        raise ValueError(f"destination {destination!r} can't be part of a database key")
    return f"{alert.episode_id}:{alert.notifications}:{destination}"


def _end(alert: Alert) -> Reason:
    if alert.last_notification is None or not alert.last_notification.own:
        return "none:never_posted"
    if not _differs(alert):
        return "none:unchanged"
    if alert.phase == "closed":
        return "closed"
    return "resolved_quietly" if alert.flapping else "resolved"


def _reason_not_to_post(alert: Alert) -> Suppressed | None:
    if alert.severity == "warning":
        return "none:warning"
    if alert.phase == "recovering":
        return "none:recovering"
    if alert.triage.kind != "open":
        return SUPPRESSED_BY[alert.triage.kind]
    if alert.suppressed:
        return "none:suppressed"
    return "none:flapping" if alert.flapping else None


def _differs(alert: Alert) -> bool:
    return (
        alert.last_notification is not None
        and alert.last_notification.own
        and alert.last_notification.shows != message_state(alert)
    )


def suppress(alert: Alert, stamp: Stamp) -> Change:
    """Keep the alert's post back until a person releases it, or the alert gets worse or ends."""
    return _set_suppressed(alert, stamp, suppressed=True, why="likely_data_fault")


def end_suppression(alert: Alert, stamp: Stamp) -> Change:
    """Release the alert's post: `notification_reason` then returns its reason again."""
    return _set_suppressed(alert, stamp, suppressed=False, why="released")


def _set_suppressed(alert: Alert, stamp: Stamp, *, suppressed: bool, why: ReasonCode) -> Change:
    if alert.suppressed == suppressed or not alert.is_open:
        return Change(alert)
    return Change(alert).move(
        "held" if suppressed else "released", stamp, MachineReason(why), suppressed=suppressed
    )


def worsened(before: Level, after: Level) -> bool:
    """Whether a metric's level got worse. A change from no data to a breach counts."""
    return RANK[after] > RANK[before]


def is_data_fault(worse: int, companies: int) -> bool:
    """Whether so many companies got worse on one metric in one run that bad data is the likely
    cause.

    `companies` is the number of companies whose metric was measured now and evaluated before.
    """
    return companies >= FAULT_FLEET and 100 * worse > FAULT_PERCENT * companies


def deliveries(
    run: Sequence[tuple[Alert, Reason]],
    *,
    first: bool,
    faults: Collection[str],
    summed_up: bool = False,
) -> list[Delivery]:
    """Return how each notification of one whole run goes out, in the given order.

    - `first`: this is the first run over the tracked companies, which posts one digest.
    - `faults`: the rules whose metric has a likely data fault. Their new posts are kept back, but
      not their repeats, which were posted before the fault.
    - `summed_up`: the summary of this run was already written.
    """

    def is_suppressed(alert: Alert, reason: Reason) -> bool:
        return alert.rule in faults and reason != "repeat"

    posts = [(alert, reason) for alert, reason in run if reason in POSTS]
    to_send = sum(not is_suppressed(alert, reason) for alert, reason in posts)

    def delivery_of(alert: Alert, reason: Reason) -> Delivery:
        if reason not in POSTS:
            return "single"
        if first:
            return "digest"
        if is_suppressed(alert, reason):
            return "suppressed"
        return "summary" if summed_up or to_send > SUMMARY_ABOVE else "single"

    return [delivery_of(alert, reason) for alert, reason in run]
