"""What one evaluation does to an alert: the machine's axis, as a table of small steps.

Where the agreed states leave a choice, this is what was chosen:
- The newest knowledge wins. An evaluation as of an instant before the newest one counted changes
  nothing; nor does one for an older date, or by another version of the rule. A company without
  any alert carries no dates: do not evaluate a past run for it.
- One as of an instant before a person's act can't undo that: its good news waits for the next.
  Its bad news does not: a run that was late is the only one of its date.
- A date counts once in the streaks. Evaluated again with another result it is like a live one: it
  may open or worsen an alert, or begin its recovery; to resolve it takes the next date.
- Streaks count measured dates. One without data holds them as it holds the state, and does not
  use up its date: a retry may still measure it.
- A healthy evaluation is also one below critical: critical, healthy, warning makes a warning.
- 3 days and 14 days are between dates of the company's; a grace or a snooze is between instants.
- An episode that was closed is never reopened: what follows is a new one, linked to it.
- A reopened alert starts with an open triage: the decision was about the breach that cleared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from customer_health.domain.alerts.alert import (
    RANK,
    SYSTEM,
    Alert,
    Change,
    Observation,
    Phase,
    Stamp,
    Transition,
    recent,
)
from customer_health.domain.alerts.reasons import CloseReason, MachineReason
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.triage import end_triage, expire

REOPEN_WITHIN = timedelta(days=3)
UNMEASURABLE_AFTER = timedelta(days=14)
LOWERS_AFTER = 2


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The alert after an evaluation (None: there is none, and no cause for one), and its moves.

    `ended` is set when one episode closed and the next opened in the same step: the old one in
    its last state, to be stored, and told to Slack, beside the new.
    """

    alert: Alert | None
    transitions: tuple[Transition, ...] = ()
    ended: Alert | None = None


def evaluate(alert: Alert | None, seen: Observation, rule: Rule) -> EvaluationResult:
    """The one entry: apply what was seen under the rule as it now is. Evaluating the same again
    gives the same alert and no transitions. Raises ValueError for another company's or rule's."""
    if rule.metric != seen.rule or (alert and alert.key != f"{seen.company_id}:{seen.rule}"):
        raise ValueError(f"{seen.company_id}:{seen.rule}: the alert or the rule is another's")
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
    """End an episode for another cause than the metric's recovery: never called resolved."""
    if not alert.is_open:
        return Change(alert)
    as_of = max(alert.as_of, stamp.at)
    change = Change(alert).move(
        "closed", stamp, MachineReason(why),
        phase="closed", ended_on=stamp.date, ended_why=why, as_of=as_of,
    )  # fmt: skip
    return end_triage(change, stamp, why, {"snoozed"})


def _is_old(alert: Alert, seen: Observation) -> bool:
    """Than the newest evaluation; an act is none (`_precedes_act`)."""
    older_date = alert.last_date is not None and seen.date < alert.last_date
    return (seen.kind == "daily" and older_date) or seen.at < alert.as_of


def _precedes_act(alert: Alert, seen: Observation) -> bool:
    return alert.acted_at is not None and seen.at < alert.acted_at


def _is_bad_news(alert: Alert, seen: Observation) -> bool:
    """A breach where there was none, or one at least as bad as is known."""
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

    A breach ends a streak whenever it is seen. A streak grows only by a new date; a live clear
    begins one, and completes it only where one clear is enough.
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


def _return(change: Change, seen: Observation, rule: Rule) -> Change:
    """A breach after the end: the same episode if it resolved lately, by the same thresholds."""
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
# (phase, breach?) -> step; what is not listed changes only the books.
STEPS: Mapping[tuple[Phase, bool], Step] = {
    ("firing", True): _still_firing,
    ("firing", False): _clear,
    ("recovering", True): _refire,
    ("recovering", False): _clear,
    ("resolved", True): _return,
    ("closed", True): _return,
}


def _unmeasured(alert: Alert, seen: Observation) -> Change:
    """Hold an open alert at its last known value; what can't be measured for 14 days is closed."""
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
    """The next episode of this company and rule, linked to the last."""
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
