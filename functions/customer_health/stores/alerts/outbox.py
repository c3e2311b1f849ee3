"""`Outbox/{key}`: what Slack is to hear, written with what it tells of.

destination    "alerts" or "support"
kind           names the message (`notify/messages/all.py`), `facts` are what it says
episode        id of the alert's episode whose message this posts, edits or answers, if one's
under          key of the entry in whose thread this one goes, if any
state          "pending", "sent", "dropped" (with `error`)
createdAt, sentAt, channel, ts
lease          a sender's: until, firstTriedAt, attempts, and how many of them were `failures` for
               what is in the entry itself
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from customer_health.domain.instants import iso
from customer_health.stores.rtdb.update import Update

ROOT = "Outbox"
LEASE = timedelta(minutes=2)
OF_DATES = ("2000-", "3000-")
"""Between which keys the messages lie that speak for many alerts."""

Destination = Literal["alerts", "support"]


def lease_path(key: str) -> str:
    return f"{path(key)}/lease"


def keys_of(run_date: date) -> tuple[str, str]:
    """Between which keys the messages lie that speak for many alerts of a date."""
    return f"{run_date.isoformat()}:", f"{run_date.isoformat()}:~"


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
) -> Update:
    """Put a message into the outbox, field by field: an entry that is written again keeps its
    lease, by which its sender knows to look in Slack for what was posted before."""
    leaves = {
        "destination": destination,
        "kind": kind,
        "facts": facts,
        "state": "pending",
        "createdAt": iso(now),
        "episode": episode,
        "under": under,
    }
    values = {f"{path(key)}/{name}": leaf for name, leaf in leaves.items() if leaf is not None}
    return Update(values, notifies=True)


def give_back(key: str, failures: int) -> dict[str, Any]:
    """The lease of an entry that was not sent."""
    return {f"{lease_path(key)}/until": "", f"{lease_path(key)}/failures": failures or None}


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
