"""`PresenceStatus/{userId}`, of which `lastActive` alone is read."""

from datetime import datetime
from typing import Literal

import msgspec

from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.login import AHEAD_OF_RUN, NEVER_BEFORE
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.decoding import ABSENT, MALFORMED, Raw, malformed

LastSeen = datetime | Literal["never", "unknown"]


def node_path(user_id: str) -> str:
    return f"PresenceStatus/{user_id}"


def path(user_id: str) -> str:
    return f"{node_path(user_id)}/lastActive"


def read_last_seen(user_id: str, raw: Raw, window: Window, issues: list[DataIssue]) -> LastSeen:
    """When a user was last seen, from the whole node.

    "never" is a user without a node, or with a date that apps write for never. What can't be
    read, or believed, is named and "unknown": such a user may have been seen an hour ago.
    """
    if bytes(raw) == ABSENT:
        return "never"
    try:
        node = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except MALFORMED as error:
        issues.append(malformed(node_path(user_id), error, raw))
        return "unknown"
    field = node.get("lastActive", msgspec.Raw(ABSENT))
    try:
        seen = instant_or_never(msgspec.json.decode(field))
    except MALFORMED as error:
        issues.append(malformed(path(user_id), error, field))
        return "unknown"
    # After the clock of a past run there is nothing odd about it.
    if not window.past and isinstance(seen, datetime) and seen > window.clock + AHEAD_OF_RUN:
        issues.append(malformed(path(user_id), "more than a day after the run", field))
        return "unknown"
    return seen


def read_last_active(user_id: str, value: object, issues: list[DataIssue]) -> datetime | None:
    """When the user was last seen; None if never, or if the value can't be read."""
    if value is None:
        return None
    try:
        seen = instant_or_never(value)
    except ValueError as error:
        issues.append(malformed(path(user_id), error, msgspec.json.encode(value)))
        return None
    return None if seen == "never" else seen


def instant_or_never(value: object) -> datetime | Literal["never"]:
    """Raises ValueError for what is no timestamp."""
    # The first instant of some calendars, which has no UTC if its offset is east of Greenwich.
    if isinstance(value, str) and value.startswith("0001-"):
        return "never"
    seen = parse_instant(value)
    return seen if seen >= NEVER_BEFORE else "never"
