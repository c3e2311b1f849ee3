"""`PresenceStatus/{userId}`. Only its `lastActive` is used."""

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
    """Read from a user's node when the user was last seen.

    Returns "never" if there is no node, or if it has a date that apps write for never. Returns
    "unknown", and reports the value, if it is malformed or in the future: such a user may have been
    active an hour ago.
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
    # A past run may rightly find a login after its clock.
    if not window.past and isinstance(seen, datetime) and seen > window.clock + AHEAD_OF_RUN:
        issues.append(malformed(path(user_id), "more than a day after the run", field))
        return "unknown"
    return seen


def read_last_active(user_id: str, value: object, issues: list[DataIssue]) -> datetime | None:
    """Read from `lastActive` when a user was last seen. None if never, or if it is malformed."""
    if value is None:
        return None
    try:
        seen = instant_or_never(value)
    except ValueError as error:
        issues.append(malformed(path(user_id), error, msgspec.json.encode(value)))
        return None
    return None if seen == "never" else seen


def instant_or_never(value: object) -> datetime | Literal["never"]:
    """Convert a timestamp. Raises ValueError if the value is not one."""
    # .NET's smallest date. It can't be converted to UTC if its offset is east of Greenwich.
    if isinstance(value, str) and value.startswith("0001-"):
        return "never"
    seen = parse_instant(value)
    return seen if seen >= NEVER_BEFORE else "never"
