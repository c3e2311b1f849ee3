"""Apply one evaluation to an alert: the condition's state machine, as a table of small steps.

Where the specification leaves a choice, this module decides:
- The newest knowledge wins. An evaluation changes nothing if it is for an earlier instant or an
  earlier date than the newest one, or if it was made by another version of the rule. A company
  without any alert has no dates to compare with: do not evaluate a past run for it.
- An evaluation for an instant before a person's decision can't undo that decision: good news waits
  for the next evaluation. Bad news is applied, because a late run is the only one of its date.
- A date counts once in the streaks. A second evaluation of a date is treated like a live one: it
  may open an alert, make it worse or begin its recovery. Only the next date can resolve it.
- Streaks count measured dates. A date without data changes neither the streaks nor the state, and
  is not used up: a retry may still measure it.
- A healthy evaluation also counts as one below critical: critical, healthy, warning gives a
  warning.
- The limits of 3 and 14 days are compared as dates in the company's zone; a grace period or a
  snooze is compared as instants.
- A closed episode is never reopened: the next breach opens a new episode, linked to it.
- A reopened alert starts with an open triage: the old decision was about the breach that cleared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from customer_health.domain.alerts.alert import RANK, Alert, Observation, Phase
from customer_health.domain.alerts.reasons import CloseReason, MachineReason
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import SYSTEM, Change, Stamp, Transition, recent
from customer_health.domain.alerts.triage import end_triage, expire

REOPEN_WITHIN = timedelta(days=3)
UNMEASURABLE_AFTER = timedelta(days=14)
LOWERS_AFTER = 2


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The alert after an evaluation, and its transitions.

    `alert` is None if there was no alert and there is no reason to open one. `ended` is set if one
    episode closed and the next opened in the same step: the old episode in its last state, which
    must be stored and notified as well.
    """

    alert: Alert | None
    transitions: tuple[Transition, ...] = ()
    ended: Alert | None = None


def evaluate(alert: Alert | None, seen: Observation, rule: Rule) -> EvaluationResult:
    """Apply an observation to an alert under the present rule.

    The same observation again gives the same alert and no transitions. Raises ValueError if the
    alert or the rule belongs to another company or metric.
    """
    if rule.metric != seen.rule or (alert and alert.key != f"{seen.company_id}:{seen.rule}"):
        raise ValueError(
            f"the observation is of {seen.company_id}:{seen.rule}, but the rule is "
            f"{rule.metric} and the alert {alert.key if alert else 'none'}"
        )
    if seen.rule_version != rule.version or (alert and _is_old(alert, seen)):
        return EvaluationResult(alert)
    if alert and _precedes_act(alert, seen) and not _is_bad_news(alert, seen):
        return EvaluationResult(alert)
    if alert and alert.is_open and not (rule.enabled and alert.rule_version == rule.version):
        return _closed_by_rule(alert, seen, rule)
    if not rule.enabled:
        return EvaluationResult(alert)
    if alert is None:
        return _answer(_open_next(None, seen)) if seen.severity else EvaluationResult(None)
    return _answer(_measured(alert, seen, rule) if seen.measured else _unmeasured(alert, seen))


def close(alert: Alert, why: CloseReason, stamp: Stamp) -> Change:
    """Close an open episode for a reason other than the metric's recovery, which would resolve it.
    An episode that is over stays as it is."""
    if not alert.is_open:
        return Change(alert)
    as_of = max(alert.as_of, stamp.at)
    change = Change(alert).move(
        "closed", stamp, MachineReason(why),
        phase="closed", ended_on=stamp.date, ended_why=why, as_of=as_of,
    )  # fmt: skip
    return end_triage(change, stamp, why, {"snoozed"})


def _is_old(alert: Alert, seen: Observation) -> bool:
    """Whether the observation is older than the alert's newest evaluation. For an observation that
    is older than a person's decision see `_precedes_act`."""
    older_date = alert.last_date is not None and seen.date < alert.last_date
    return (seen.kind == "daily" and older_date) or seen.at < alert.as_of


def _precedes_act(alert: Alert, seen: Observation) -> bool:
    return alert.acted_at is not None and seen.at < alert.acted_at


def _is_bad_news(alert: Alert, seen: Observation) -> bool:
    """Whether the observation is a breach that is new, or at least as severe as the known one."""
    return seen.severity is not None and (
        alert.phase != "firing" or RANK[seen.severity] >= RANK[alert.severity]
    )


def _closed_by_rule(alert: Alert, seen: Observation, rule: Rule) -> EvaluationResult:
    why: CloseReason = "rule_changed" if rule.enabled else "rule_disabled"
    closed = close(alert, why, _stamp(seen))
    after = evaluate(closed.alert, seen, rule)
    return EvaluationResult(
        after.alert,
        closed.transitions + after.transitions,
        ended=closed.alert if after.transitions else None,
    )


def _measured(alert: Alert, seen: Observation, rule: Rule) -> Change:
    counts = seen.kind == "daily" and seen.date != alert.last_date
    if seen.severity is None and not counts and not alert.is_open:
        return Change(alert)
    change = expire(alert, _stamp(seen), breaching=seen.severity is not None)
    if alert.is_open and alert.data != "fresh":
        change = change.move("data", _stamp(seen), MachineReason("measured_again"), data="fresh")
    change = replace(change, alert=_counted(change.alert, seen, rule, counts))
    step = STEPS.get((alert.phase, seen.severity is not None))
    return step(change, seen, rule) if step else change


def _counted(alert: Alert, seen: Observation, rule: Rule, counts: bool) -> Alert:
    """Return the alert with the evaluation recorded: its value, and its streaks.

    Every breach ends the streak of clear evaluations. A streak grows by a new date only. A live
    clear evaluation begins a streak; it completes one only if the rule needs a single clear one.
    """
    clear = alert.clear_streak + 1
    if not counts:
        clear = min(max(alert.clear_streak, 1), max(rule.clears_after - 1, 1))
    lower = alert.lower_streak + counts
    return replace(
        alert,
        as_of=seen.at,
        unmeasured_since=None,
        value=seen.value,
        value_at=seen.at,
        last_date=seen.date if counts else alert.last_date,
        clear_streak=0 if seen.severity else min(clear, rule.clears_after),
        lower_streak=min(lower, LOWERS_AFTER) if RANK[seen.level] < RANK[alert.severity] else 0,
        changes=recent(alert.changes, seen.date),
    )


def _still_firing(change: Change, seen: Observation, rule: Rule) -> Change:
    was, now = change.alert.severity, seen.severity
    if now is None or now == was:
        return change
    if RANK[now] > RANK[was]:
        reason = MachineReason("rose_to_critical")
        change = change.move("escalated", _stamp(seen), reason, severity=now)
        return end_triage(change, _stamp(seen), "got_worse")
    if change.alert.lower_streak < LOWERS_AFTER or _precedes_act(change.alert, seen):
        return change
    why = MachineReason("below_critical", {"n": LOWERS_AFTER})
    return change.move("lowered", _stamp(seen), why, severity=now, lower_streak=0)


def _clear(change: Change, seen: Observation, rule: Rule) -> Change:
    if change.alert.clear_streak < rule.clears_after:
        if change.alert.phase == "recovering":
            return change
        reason = MachineReason("no_breach")
        return change.move("recovering", _stamp(seen), reason, phase="recovering")
    why = MachineReason("no_breach")
    if rule.clears_after > 1:
        why = MachineReason("no_breach_repeated", {"n": rule.clears_after})
    change = change.move("resolved", _stamp(seen), why, phase="resolved", ended_on=seen.date)
    return end_triage(change, _stamp(seen), "resolved", {"snoozed"})


def _refire(change: Change, seen: Observation, rule: Rule) -> Change:
    change = change.move("refired", _stamp(seen), MachineReason("breach_again"), phase="firing")
    return _still_firing(change, seen, rule)


def _breach_after_end(change: Change, seen: Observation, rule: Rule) -> Change:
    """Handle a breach after the episode ended: reopen the episode if it resolved at most 3 days ago
    under the same version of the rule; otherwise open the next episode."""
    alert = change.alert
    late = alert.ended_on is None or seen.date - alert.ended_on > REOPEN_WITHIN
    if alert.phase == "closed" or late or alert.rule_version != rule.version:
        return _open_next(alert, seen)
    change = change.move(
        "reopened", _stamp(seen), MachineReason("breach_after_resolve", {"n": REOPEN_WITHIN.days}),
        phase="firing", severity=seen.severity, ended_on=None, lower_streak=0,
    )  # fmt: skip
    return end_triage(change, _stamp(seen), "breach_again")


Step = Callable[[Change, Observation, Rule], Change]
# (phase, is it in breach?) -> step. In other cases only value, dates and streaks are recorded.
STEPS: Mapping[tuple[Phase, bool], Step] = {
    ("firing", True): _still_firing,
    ("firing", False): _clear,
    ("recovering", True): _refire,
    ("recovering", False): _clear,
    ("resolved", True): _breach_after_end,
    ("closed", True): _breach_after_end,
}


def _unmeasured(alert: Alert, seen: Observation) -> Change:
    """Keep an open alert at its last known value, and close it after 14 days without data."""
    if not alert.is_open or seen.kind == "live" or seen.date == alert.last_date:
        return Change(alert)
    since = alert.unmeasured_since or seen.date
    change = expire(replace(alert, as_of=seen.at, unmeasured_since=since), _stamp(seen))
    data = "none" if seen.data == "fresh" else seen.data
    if data != alert.data:
        change = change.move("data", _stamp(seen), MachineReason("held_at_last_value"), data=data)
    if seen.date - since < UNMEASURABLE_AFTER:
        return change
    closed = close(change.alert, "unmeasurable", _stamp(seen))
    return replace(closed, transitions=change.transitions + closed.transitions)


def _open_next(last: Alert | None, seen: Observation) -> Change:
    """Open the next episode of this company and rule, linked to the last one."""
    alert = Alert(
        company_id=seen.company_id,
        rule=seen.rule,
        episode=last.episode + 1 if last else 1,
        previous=last.episode_id if last else None,
        rule_version=seen.rule_version,
        phase="firing",
        severity="critical" if seen.level == "critical" else "warning",
        opened_at=seen.at,
        since=seen.at,
        as_of=seen.at,
        value=seen.value,
        value_at=seen.at,
        last_date=seen.date if seen.kind == "daily" else last.last_date if last else None,
        changes=last.changes if last else (),
    )
    return Change(alert).move("opened", _stamp(seen), MachineReason("first_breach"))


def _stamp(seen: Observation) -> Stamp:
    return Stamp(SYSTEM, seen.at, seen.date)


def _answer(change: Change) -> EvaluationResult:
    return EvaluationResult(change.alert, change.transitions)
