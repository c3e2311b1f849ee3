"""Rehearse an alert rule: play it over the figures of past daily runs.

The state machine is that of production, `domain/alerts/evaluation.py`. It gets the figures of the
daily runs only. Figures that events changed between two runs are not in the history.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from customer_health.domain.alerts.alert import RANK, Alert, Severity
from customer_health.domain.alerts.evaluation import evaluate
from customer_health.domain.alerts.observation import observe
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.metrics.levels import Level, Number

ACTED = ("acknowledged", "handled")
"""The decisions of people who worked on the alert. A snooze or a dismissal puts it off."""


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A company's figure in one daily run, in the rule's unit; `value` is None if it was unknown.

    `at` is the run's clock.
    """

    date: date
    at: datetime
    value: Number | None


@dataclass(frozen=True, slots=True)
class Episode:
    """One alert of a company, from its opening to its end. `severity` is the worst that it reached,
    `ended_on` is None while it is open, `acted_on` says whether a person worked on it."""

    company_id: str
    opened_on: date
    severity: Severity = "warning"
    ended_on: date | None = None
    ended_why: str | None = None
    acted_on: bool = False

    @property
    def condition(self) -> tuple[date, Severity, date | None, str | None]:
        """Return what the machine decided about the alert, without what people did."""
        return self.opened_on, self.severity, self.ended_on, self.ended_why

    def overlaps(self, other: "Episode") -> bool:
        """Return whether both were open at the same time, for one day at least."""
        return self.opened_on <= (other.ended_on or date.max) and other.opened_on <= (
            self.ended_on or date.max
        )


def play(
    company_id: str, days: Iterable[DayFigure], versions: Sequence[Rule]
) -> tuple[Transition, ...]:
    """Evaluate a company's days, the oldest first. Returns the transitions of its alerts.

    `versions` are those of one rule, the oldest first. Each holds from its `changed_at` on; the
    first one also before.
    """
    alert: Alert | None = None
    lines: list[Transition] = []
    rule, later = versions[0], list(versions[1:])
    for day in days:
        while later and later[0].changed_at and later[0].changed_at <= day.at:
            rule = later.pop(0)
        if _changes_nothing(alert, rule.level(day.value), rule):
            continue
        seen = observe(company_id, rule, day.value, day.date, day.at, "daily")
        found = evaluate(alert, seen, rule)
        alert = found.alert
        lines += found.transitions
    return tuple(lines)


def _changes_nothing(alert: Alert | None, level: Level, rule: Rule) -> bool:
    """Return whether an evaluation would neither move the alert nor change a streak of it. Most
    days are such, and evaluating them would take most of the time."""
    if alert is None or not alert.is_open:
        return not RANK[level]
    return (
        level == alert.severity
        and alert.phase == "firing"
        and not alert.clear_streak
        and not alert.lower_streak
        and alert.unmeasured_since is None
        and alert.rule_version == rule.version
        and rule.enabled
    )


def episodes(lines: Iterable[Transition]) -> list[Episode]:
    """Return the alerts that these transitions describe, in the order of their opening. The lines
    of each alert must be in order; an alert without its opening is left out."""
    found: dict[str, Episode] = {}
    for line in lines:
        if line.kind == "opened":
            company_id = line.episode.rsplit(":", 2)[0]
            found[line.episode] = Episode(company_id, line.date)
        if line.episode in found:
            found[line.episode] = _after(found[line.episode], line)
    return list(found.values())


def with_contacts(found: Iterable[Episode], days: Collection[date]) -> list[Episode]:
    """Mark the alerts during which a person got in touch with the customer, on one of these days,
    as worked on."""
    return [
        replace(one, acted_on=True)
        if any(one.opened_on <= day <= (one.ended_on or date.max) for day in days)
        else one
        for one in found
    ]


def _after(episode: Episode, line: Transition) -> Episode:
    if line.kind == "triaged":
        return replace(episode, acted_on=episode.acted_on or line.new in ACTED)
    if line.axis != "condition":
        return episode
    if line.kind in ("resolved", "closed"):
        return replace(episode, ended_on=line.date, ended_why=line.why)
    severity: Severity = "critical" if "critical" in line.new else episode.severity
    return replace(episode, severity=severity, ended_on=None, ended_why=None)
