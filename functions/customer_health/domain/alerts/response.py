"""The response of people to one alert that turned critical."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.alerts.alert import Alert


@dataclass(frozen=True, slots=True)
class Response:
    """One time in which an alert was critical: since when, and when a person first decided on it.

    `answered_at` is None as long as nobody has, `ended_at` as long as the alert is critical.
    """

    company_id: str
    critical_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None


Critical = tuple[str, datetime]
"""One time in which an alert is critical: the episode's id, and since when."""


def critical(alert: Alert | None) -> Critical | None:
    """Return what makes an alert critical now, None if it is not."""
    if alert is None or not alert.is_open or alert.severity != "critical":
        return None
    return alert.episode_id, alert.since


def response_changes(before: Alert | None, after: Alert) -> Mapping[Critical, Mapping[str, object]]:
    """Return the fields of responses that a change of an alert sets."""
    was, now = critical(before), critical(after)
    changes: dict[Critical, Mapping[str, object]] = {}
    if was and was != now:
        changes[was] = {"endedAt": after.since}
    if now and now != was:
        changes[now] = {"companyId": after.company_id, "criticalAt": after.since}
    if now and before and is_first_answer(before, after):
        changes[now] = {**changes.get(now, {}), "answeredAt": after.triage.at}
    return changes


def is_first_answer(before: Alert, after: Alert) -> bool:
    """Whether a person has just decided on an alert for the first time since it is critical."""
    if after.triage.kind == "open" or after.triage == before.triage:
        return False
    return before.acted_at is None or before.acted_at <= after.since
