"""Alerts, their history, and the rules.

Alerts/{companyId}:{rule}         the newest episode, with `open` for queries, and `endedAt`
                                  and `endedAs`, in whose order the past is paged
CustomerIndex/{companyId}/alerts  the open ones once more, by short names: what is shown of them
AlertHistory/{companyId}/{key}    a transition, by `{companyId}:{rule}:{episode}:{seq}`
AlertMessages/{episode}           {channel_id, ts, thread} of the episode's message in Slack
AlertRules/{metric}               an amended rule; absent = the requirements' own
AlertRuleVersions/{metric}/v{n}   every version that a person made of a rule
AlertRuns/{date}/{key}: true      an alert to tell of, once that run is complete
AlertRuns/firstRun: date          the first run over the tracked base
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from customer_health.domain.alerts.alert import RANK, Alert, Transition
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.instants import iso
from customer_health.stores.customers import rows as customers
from customer_health.stores.rtdb.client import Database, beyond
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, leave_out
from customer_health.stores.rtdb.update import Update

ROOT = "Alerts"
HISTORY = "AlertHistory"
RULES = "AlertRules"
RULE_VERSIONS = "AlertRuleVersions"
MESSAGES = "AlertMessages"
RUNS = "AlertRuns"
FIRST_RUN = f"{RUNS}/firstRun"

PAST = {"date": "endedAt", "severity": "endedAs"}
"""By which child the past is in which order."""

SHOWN = (
    "episode", "ruleVersion", "phase", "severity", "openedAt", "since", "asOf", "seq", "value",
    "data", "triage", "held", "changes",
)  # fmt: skip

UNLOCKED_FIELDS = frozenset({"asOf", "value", "valueAt", "lastDate", "changes", "unmeasuredSince"})
"""Fields that an evaluation may write without the lock: no decision depends on one of them alone.
Any other field moves the alert."""


def path(alert_key: str) -> str:
    return f"{ROOT}/{alert_key}"


def lock_path(company_id: str) -> str:
    """Held by whoever moves one of a company's alerts."""
    return f"Locks/alerts:{company_id}"


def bounds(company_id: str) -> tuple[str, str]:
    """Between which keys a company's alerts lie."""
    return f"{company_id}:", f"{company_id}:~"


def read(node: Any) -> Alert | None:
    return from_json(Alert, node) if node else None


def read_all(company_id: str, nodes: Mapping[str, Any] | None) -> dict[str, Alert]:
    """A company's alerts by rule. The bounds may let in those of another company,
    whose id goes on after a colon."""
    alerts = (from_json(Alert, node) for node in (nodes or {}).values())
    return {alert.rule: alert for alert in alerts if alert.company_id == company_id}


def read_rules(node: Mapping[str, Any] | None) -> dict[str, Rule]:
    amended = {metric: from_json(Rule, rule) for metric, rule in (node or {}).items()}
    return {**DEFAULT_RULES, **amended}


def versions_path(metric: str) -> str:
    return f"{RULE_VERSIONS}/{metric}"


def version_path(metric: str, number: int) -> str:
    # A letter in front keeps the database from making an array of the versions.
    return f"{versions_path(metric)}/v{number}"


def read_versions(node: Mapping[str, Any] | None) -> list[Rule]:
    """The oldest first."""
    return sorted((from_json(Rule, rule) for rule in (node or {}).values()), key=version)


def version(rule: Rule) -> int:
    return rule.version


class RuleVersions:
    """The rule that an alert was found by. No version ever changes, so each is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = {(rule.metric, rule.version): rule for rule in DEFAULT_RULES.values()}

    def of(self, alert: Alert) -> Rule:
        key = alert.rule, alert.rule_version
        if key not in self._known:
            node = self._database.get(version_path(*key))
            self._known[key] = from_json(Rule, node)
        return self._known[key]


def save_rule(rule: Rule) -> dict[str, Any]:
    versioned = version_path(rule.metric, rule.version)
    return {f"{RULES}/{rule.metric}": as_json(rule), versioned: as_json(rule)}


def save(before: Alert | None, after: Alert, transitions: Iterable[Transition]) -> Update:
    """Write an alert, its new lines of history, and its copy in the customer's row.

    Only the fields that differ are written, so that an evaluation and a person's decision that
    comes between do not undo each other.
    """
    lines = history(transitions)
    old, new = stored(before) if before else {}, stored(after)
    changed = {field for field in {*old, *new} if old.get(field) != new.get(field)}
    fields = {f"{path(after.key)}/{field}": new.get(field) for field in changed}
    moves = bool(lines or changed - UNLOCKED_FIELDS)
    written = Update({**lines, **fields}, after.company_id if moves else None)
    return written | save_row_copy(row_copy(before), after)


def stored(alert: Alert) -> dict[str, Any]:
    """An alert's node: itself, and what queries ask for."""
    asked_for = {PAST[by]: place for by, place in places(alert).items() if place}
    return {**as_json(alert), "open": alert.is_open, **asked_for}


def places(alert: Alert) -> dict[str, str | None]:
    """Where an alert stands among those that ended, by each order; no two stand at the same."""
    if alert.is_open:
        return dict.fromkeys(PAST)
    place = f"{iso(alert.since)} {alert.key}"
    return {"date": place, "severity": f"{RANK[alert.severity]} {place}"}


def past(
    database: Database,
    by: str,
    size: int,
    after: str | None,
    *,
    descending: bool,
    company_id: str = "",
) -> list[tuple[str, Alert]]:
    """The next so many alerts that have ended, each with its place; `after` the last one's."""
    if company_id:
        nodes = database.between(ROOT, *bounds(company_id))
        known = ((places(alert)[by], alert) for alert in read_all(company_id, nodes).values())
        ended = [(place, alert) for place, alert in known if place is not None]
        return beyond(ended, after, lambda pair: pair[0], descending=descending)[:size]
    child = PAST[by]
    rows = database.ranked(ROOT, child, size, after, descending=descending)
    return [(row[child], from_json(Alert, row)) for row in rows]


def row_copy(alert: Alert | None) -> dict[str, Any]:
    """What the customer's row repeats; nothing, unless the alert is open."""
    fields = as_json(alert) if alert and alert.is_open else {}
    return {name: value for name, value in fields.items() if name in SHOWN}


def save_row_copy(old: Mapping[str, Any], after: Alert) -> Update:
    """Write the fields in which the row's copy differs; all of them, if there was no copy."""
    new = row_copy(after)
    changed = {f: new.get(f) for f in SHOWN if (new and not old) or old.get(f) != new.get(f)}
    short = customers.SHORT[after.rule]
    return row_update(after.company_id, {(short, name): value for name, value in changed.items()})


def repair_row(company_id: str, known: Mapping[str, Alert], row: Any) -> Update:
    """Write the fields in which the row's copies differ from the alerts: two writers at the same
    time may have left a mixture of both."""
    repeated = copies(row)
    repaired = {
        (short, name): new.get(name)
        for metric, short in customers.SHORT.items()
        for new, old in [(row_copy(known.get(metric)), repeated.get(metric, {}))]
        for name in {*new, *old}
        if new.get(name) != old.get(name)
    }
    return row_update(company_id, repaired)


def row_update(company_id: str, changed: Mapping[tuple[str, str], Any]) -> Update:
    """Write fields of the alerts' copies in a row, by the alert's short name and the field's."""
    if not changed:
        return Update()
    row = customers.row_path(company_id)
    leaves = {f"{row}/alerts/{short}/{name}": value for (short, name), value in changed.items()}
    moves = any(name not in UNLOCKED_FIELDS for _, name in changed)
    return Update({**leaves, f"{row}/changedAt": SERVER_TIME}, company_id if moves else None)


def copies(row: Any) -> dict[str, dict[str, Any]]:
    """What a row repeats of the alerts, by metric."""
    repeated = row.get("alerts") if isinstance(row, dict) else None
    if not isinstance(repeated, dict):
        return {}
    by_metric = {metric: repeated.get(short) for metric, short in customers.SHORT.items()}
    return {metric: copy for metric, copy in by_metric.items() if isinstance(copy, dict)}


def in_row(company_id: str, row: Mapping[str, Any]) -> list[Alert]:
    """A customer's open alerts. What is missing in them is nobody's concern who shows them; one
    that can't be read is left out until the daily run mends the row."""
    found = (read_copy(company_id, metric, copy) for metric, copy in copies(row).items())
    return [alert for alert in found if alert]


def read_copy(company_id: str, metric: str, copy: Mapping[str, Any]) -> Alert | None:
    if "phase" not in copy:
        return None
    try:
        return from_json(Alert, {**copy, "companyId": company_id, "rule": metric})
    except UNREADABLE as error:
        leave_out(f"{customers.row_path(company_id)}/alerts/{customers.SHORT[metric]}", error)
        return None


def history(transitions: Iterable[Transition]) -> dict[str, Any]:
    return {
        f"{HISTORY}/{line.episode.rsplit(':', 2)[0]}/{line.key}": as_json(line)
        for line in transitions
    }


def moves(
    database: Database, company_id: str, since: datetime, until: datetime
) -> list[Transition]:
    """What became of a company's alerts between two instants, both included."""
    found = database.within(f"{HISTORY}/{company_id}", "at", iso(since), iso(until))
    return [from_json(Transition, node) for node in found.values()]


def mark_unplanned(run_date: date, alert: Alert) -> dict[str, Any]:
    return {f"{run_path(run_date)}/{alert.key}": True}


def message_path(episode: str) -> str:
    return f"{MESSAGES}/{episode}"


def run_path(run_date: date) -> str:
    return f"{RUNS}/{run_date.isoformat()}"
