"""Decide whether Slack is notified of an alert: pure decisions, each with a named reason.

`notification_reason` compares the alert as it is with the last notification of its episode, not
one event with the next. So a silence that ends, and a run that was missed or repeated, all come
out right. Record its answer with `mark_notified`, in the same write as the outbox entry.

Where the agreed states leave a choice, this is what was chosen:
- A suppressed alert (a warning, triaged, flapping, or held after a likely data fault) posts
  nothing. A message that was posted is still edited, without a reply: one that goes on saying
  "critical" would be false.
- What was suppressed is posted under its own reason when the suppression ends, if it is still
  critical.
- A posted message follows the figure: any change of what it shows is an edit, also back within
  the threshold. A recovering alert neither posts nor repeats: the next daily evaluation decides.
- A suppression after a data fault ends when a person ends it, when the alert ends, or when it gets
  worse or comes back.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from customer_health.domain.alerts.alert import RANK, Alert, Change, LastNotification, Stamp
from customer_health.domain.alerts.reasons import MachineReason, ReasonCode
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
Delivery = Literal["single", "summary", "digest", "held"]

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
    """Should Slack hear of this alert now, and why (or why not)?

    A post may be a new message or a reply in the episode's thread. "resolved" edits the message
    and replies with the duration, "settled" is a resolve without the reply, "closed" edits it with
    the reason, "edited" only edits it.
    """
    if not alert.is_open:
        return _end(alert)
    silence = _suppression(alert)
    if silence is None:
        if alert.last_notification is None or alert.last_notification.seq < alert.cause_seq:
            return alert.cause
        if now - alert.last_notification.at >= REPEAT_AFTER:
            return "repeat"
    return "edited" if _differs(alert) else silence or "none:not_due"


def mark_notified(alert: Alert, reason: Reason, now: datetime, *, own: bool = True) -> Alert:
    """The alert with the notice in its books; `own=False` if only a digest carries it. Not to be
    called for a post that is held: `hold` that one."""
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
    """Return what a message shows of an alert: a change of it is worth an edit. The value is
    compared as people read it: whole days, or one decimal."""
    if not alert.is_open:
        return alert.phase
    decimals = 0 if alert.rule == LOGIN else 1
    value = None if alert.value is None else math.floor(alert.value * 10**decimals) / 10**decimals
    return f"{alert.condition}, {alert.data}, {alert.triage.label}, {value}"


def outbox_key(alert: Alert, destination: str) -> str:
    """The key of the entry last `noted`: the same however often a run is repeated. The
    destination is a channel id, as a database key may not hold "#"."""
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


def _suppression(alert: Alert) -> Suppressed | None:
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
    """Keep the alert's post back for a person to release."""
    return _set_suppressed(alert, stamp, suppressed=True, why="likely_data_fault")


def end_suppression(alert: Alert, stamp: Stamp) -> Change:
    """A person lets the post go: the next `notice` gives its reason."""
    return _set_suppressed(alert, stamp, suppressed=False, why="released")


def _set_suppressed(alert: Alert, stamp: Stamp, *, suppressed: bool, why: ReasonCode) -> Change:
    if alert.suppressed == suppressed or not alert.is_open:
        return Change(alert)
    return Change(alert).move(
        "held" if suppressed else "released", stamp, MachineReason(why), suppressed=suppressed
    )


def worsened(before: Level, after: Level) -> bool:
    """Did a stored metric level change to worse? From no data to a breach counts."""
    return RANK[after] > RANK[before]


def is_data_fault(worse: int, companies: int) -> bool:
    """So many companies got worse at once on one metric that the data is the likelier cause.
    `companies` are those with that metric measured now and evaluated before."""
    return companies >= FAULT_FLEET and 100 * worse > FAULT_PERCENT * companies


def deliveries(
    run: Sequence[tuple[Alert, Reason]],
    *,
    first: bool,
    faults: Collection[str],
    summed_up: bool = False,
) -> list[Delivery]:
    """How each notice of one whole run goes out, in the order given.

    `first`: the first run over the tracked base, which posts one digest. `faults`: the rules
    whose metric is under suspicion; their new posts are held, repeats are not news. `summed_up`:
    the summary of this run is out already.
    """

    def is_held(alert: Alert, reason: Reason) -> bool:
        return alert.rule in faults and reason != "repeat"

    posts = [(alert, reason) for alert, reason in run if reason in POSTS]
    loud = sum(not is_held(alert, reason) for alert, reason in posts)

    def way(alert: Alert, reason: Reason) -> Delivery:
        if reason not in POSTS:
            return "single"
        if first:
            return "digest"
        if is_held(alert, reason):
            return "held"
        return "summary" if summed_up or loud > SUMMARY_ABOVE else "single"

    return [way(alert, reason) for alert, reason in run]
