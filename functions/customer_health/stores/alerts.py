"""Alerts, their history, and the rules.

Alerts/{companyId}:{rule}         the newest episode, with `open` and `changedAt` for queries
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

from customer_health.domain.alert_json import as_json, from_json
from customer_health.domain.alerts import Alert, Transition
from customer_health.domain.instants import iso
from customer_health.domain.rules import DEFAULT_RULES, Rule
from customer_health.stores.database import Database
from customer_health.stores.server_time import SERVER_TIME

ROOT = "Alerts"
HISTORY = "AlertHistory"
RULES = "AlertRules"
RULE_VERSIONS = "AlertRuleVersions"
MESSAGES = "AlertMessages"
RUNS = "AlertRuns"
FIRST_RUN = f"{RUNS}/firstRun"

Updates = dict[str, Any]


def path(alert_key: str) -> str:
    return f"{ROOT}/{alert_key}"


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


def read_versions(node: Mapping[str, Any] | None) -> list[Rule]:
    """The oldest first."""
    return sorted((from_json(Rule, rule) for rule in (node or {}).values()), key=version)


def version(rule: Rule) -> int:
    return rule.version


def save_rule(rule: Rule) -> Updates:
    # A letter in front keeps the database from making an array of the versions.
    versioned = f"{versions_path(rule.metric)}/v{rule.version}"
    return {f"{RULES}/{rule.metric}": as_json(rule), versioned: as_json(rule)}


def save(before: Alert | None, after: Alert, transitions: Iterable[Transition]) -> Updates:
    """What differs, leaf by leaf, so that a person's act and a run don't undo each other."""
    updates = history(transitions)
    if before != after:
        old, new = as_json(before) if before else {}, as_json(after)
        updates |= {
            f"{path(after.key)}/{field}": new.get(field)
            for field in {*old, *new}
            if old.get(field) != new.get(field)
        }
        updates[f"{path(after.key)}/open"] = after.is_open
        updates[f"{path(after.key)}/changedAt"] = SERVER_TIME
    return updates


def history(transitions: Iterable[Transition]) -> Updates:
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


def to_be_told(run_date: date, alert: Alert) -> Updates:
    return {f"{run_path(run_date)}/{alert.key}": True}


def message_path(episode: str) -> str:
    return f"{MESSAGES}/{episode}"


def run_path(run_date: date) -> str:
    return f"{RUNS}/{run_date.isoformat()}"
