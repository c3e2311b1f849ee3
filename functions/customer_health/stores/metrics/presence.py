"""`PresenceStatus/{userId}/lastActive`."""

from datetime import datetime

from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.data_issues import DataIssue


def path(user_id: str) -> str:
    return f"PresenceStatus/{user_id}/lastActive"


def read_last_active(user_id: str, value: object, flaws: list[DataIssue]) -> datetime | None:
    """When the user was last seen; None if never, or if the value can't be read."""
    if value is None:
        return None
    try:
        return parse_instant(value)
    except ValueError as error:
        flaws.append(DataIssue(path(user_id), "malformed", str(error)))
        return None
