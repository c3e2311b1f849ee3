"""A customer's alerts as they were at an instant, rebuilt from their transitions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from customer_health.domain.alerts.alert import DataState, Phase, Severity, Triage, TriageKind
from customer_health.domain.alerts.transitions import NEW_STATE, Transition
from customer_health.domain.instants import parse_instant

NOT_DECIDED = Triage()


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An alert that was open. `since` is when its state began, `opened_at` when the episode did."""

    rule: str
    episode: int
    phase: Phase
    severity: Severity
    opened_at: datetime
    since: datetime
    data: DataState = "fresh"
    triage: Triage = NOT_DECIDED


def open_after(lines: Iterable[Transition]) -> list[PastAlert]:
    """Return the alerts that are open after these transitions, the first that opened first. An
    alert without its opening is left out."""
    found: dict[str, PastAlert] = {}
    for line in sorted(lines, key=lambda line: (line.episode, line.seq)):
        if line.kind == "opened":
            found[line.episode] = opened(line)
        elif line.episode in found:
            found[line.episode] = after(found[line.episode], line)
    still_open = [alert for alert in found.values() if alert.phase in ("firing", "recovering")]
    return sorted(still_open, key=lambda alert: (alert.opened_at, alert.rule))


def opened(line: Transition) -> PastAlert:
    _, rule, episode = line.episode.rsplit(":", 2)
    phase, severity = condition_of(line.new)
    return PastAlert(rule, int(episode), phase, severity or "warning", line.at, line.at)


def after(alert: PastAlert, line: Transition) -> PastAlert:
    """Return the alert after one more transition."""
    if line.axis == "data":
        return replace(alert, data=cast(DataState, line.new))
    if line.axis == "triage":
        return replace(alert, triage=triage_of(line))
    if line.axis != "condition":
        return alert
    phase, severity = condition_of(line.new)
    since = line.at if line.kind in NEW_STATE else alert.since
    return replace(alert, phase=phase, severity=severity or alert.severity, since=since)


def condition_of(state: str) -> tuple[Phase, Severity | None]:
    """Read a condition as `Alert.condition` writes it, such as "firing(critical)"."""
    phase, _, severity = state.removesuffix(")").partition("(")
    return cast(Phase, phase), cast(Severity, severity) if severity else None


def triage_of(line: Transition) -> Triage:
    """Read a triage as `Triage.label` writes it, such as "snoozed until 2025-12-01T12:00:00Z"."""
    kind, _, until = line.new.partition(" until ")
    if kind == "open":
        return Triage()
    end = parse_instant(until) if until else None
    return Triage(cast(TriageKind, kind), line.who, line.at, line.why, end)
