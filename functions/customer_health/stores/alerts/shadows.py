"""`RuleShadows/{metric}/s{n}`: each shadow of a rule that a person has started."""

from collections.abc import Mapping
from typing import Any

from customer_health.domain.alerts.shadow import Shadow
from customer_health.domain.codec import as_json, from_json
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

ROOT = "RuleShadows"


def of_rule(metric: str) -> str:
    return f"{ROOT}/{metric}"


def path(metric: str, key: str) -> str:
    return f"{of_rule(metric)}/{key}"


def save(shadow: Shadow) -> dict[str, Any]:
    return {path(shadow.metric, shadow.key): as_json(shadow)}


def read_all(metric: str, node: Mapping[str, Any] | None) -> list[Shadow]:
    """Return the shadows of a rule, the newest first. One that can't be read is logged."""
    found = []
    for key, shadow in children(node).items():
        try:
            found.append(from_json(Shadow, shadow))
        except UNREADABLE as error:
            log_unreadable(path(metric, key), error)
    return sorted(found, key=lambda shadow: -shadow.number)
