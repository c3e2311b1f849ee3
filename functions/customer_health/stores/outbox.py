"""`Outbox/{key}`: what Slack is to hear, written with what it tells of.

destination    "alerts" or "support"
kind           names the message (`notify/messages.py`), `facts` are what it says
episode        id of the alert's episode whose message this posts, edits or answers, if one's
under          key of the entry in whose thread this one goes, if any
state          "pending", "sent", "dropped" (with `error`)
createdAt, lease (until, firstTriedAt, attempts: a sender's), sentAt, channel, ts
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from customer_health.domain.instants import iso

ROOT = "Outbox"
LEASE = timedelta(minutes=2)
Destination = Literal["alerts", "support"]


def is_among(paths: Iterable[str]) -> bool:
    """Whether something was put into the outbox by an update of these paths."""
    return any(path.startswith(f"{ROOT}/") for path in paths)


def lease_path(key: str) -> str:
    return f"{path(key)}/lease"


def path(key: str) -> str:
    return f"{ROOT}/{key}"


def entry(
    key: str,
    destination: Destination,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    episode: str | None = None,
    under: str | None = None,
) -> dict[str, Any]:
    optional = {"episode": episode, "under": under}
    return {
        path(key): {
            "destination": destination,
            "kind": kind,
            "facts": facts,
            "state": "pending",
            "createdAt": iso(now),
            **{name: value for name, value in optional.items() if value is not None},
        }
    }


def sent(
    key: str, now: datetime, channel: str | None = None, ts: str | None = None
) -> dict[str, Any]:
    return {
        f"{path(key)}/state": "sent",
        f"{path(key)}/sentAt": iso(now),
        f"{path(key)}/channel": channel,
        f"{path(key)}/ts": ts,
    }


def dropped(key: str, error: str) -> dict[str, Any]:
    return {f"{path(key)}/state": "dropped", f"{path(key)}/error": error}
