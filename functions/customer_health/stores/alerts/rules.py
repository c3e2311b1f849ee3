"""Alert rules, and every version of them that alerts may refer to.

AlertRules/{metric}               an amended rule; absent: the requirements' default applies
AlertRuleVersions/{metric}/v{n}   each version that a person has saved
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.codec import as_json, from_json
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

RULES = "AlertRules"
RULE_VERSIONS = "AlertRuleVersions"


def read_rules(node: Mapping[str, Any] | None) -> dict[str, Rule]:
    """Return the rule in force of every metric, from the node at RULES.

    A rule that can't be read is logged, and the requirements' default applies: one bad record must
    not stop the evaluation of all customers.
    """
    amended: dict[str, Rule] = {}
    for metric, rule in children(node).items():
        try:
            amended[metric] = from_json(Rule, rule)
        except UNREADABLE as error:
            log_unreadable(f"{RULES}/{metric}", error)
    return {**DEFAULT_RULES, **amended}


def save_rule(rule: Rule) -> dict[str, Any]:
    versioned = version_path(rule.metric, rule.version)
    return {f"{RULES}/{rule.metric}": as_json(rule), versioned: as_json(rule)}


def versions_path(metric: str) -> str:
    return f"{RULE_VERSIONS}/{metric}"


def version_path(metric: str, number: int) -> str:
    # The letter: the database returns a node with dense integer keys as an array.
    return f"{versions_path(metric)}/v{number}"


def read_versions(node: Mapping[str, Any] | None) -> list[Rule]:
    """Return the saved versions of a rule, the oldest first."""
    return sorted(
        (from_json(Rule, rule) for rule in (node or {}).values()), key=attrgetter("version")
    )


class RuleVersions:
    """Looks up the version of a rule that an alert was opened by. A saved version never changes,
    so each is read once and kept in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rules = {(rule.metric, rule.version): rule for rule in DEFAULT_RULES.values()}

    def of(self, alert: Alert) -> Rule:
        key = alert.rule, alert.rule_version
        if key not in self._rules:
            node = self._database.get(version_path(*key))
            self._rules[key] = from_json(Rule, node)
        return self._rules[key]
