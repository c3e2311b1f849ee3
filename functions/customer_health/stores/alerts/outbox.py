"""`Outbox/{key}`: a message to Slack, queued in the same update as the change that it is about.

destination    "alerts" or "support"
kind, facts    the kind of message (`notify/messages/all.py`), and the values in its text
episode        id of the alert's episode whose message this entry posts, edits or answers, if any
under          key of the entry in whose thread this message goes, if any
state          "pending", "sent", "dropped" (with `error`)
createdAt, sentAt, channel, ts
trace          the trace of the work that queued it, under which Cloud Logging shows its way
lease          the sender's: until, firstTriedAt, attempts, holder, and how many of the attempts
               were `failures` of the entry itself, and not of Slack or the network
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from customer_health import trace
from customer_health.domain.instants import iso
from customer_health.stores.rtdb.update import Update

ROOT = "Outbox"
LEASE = timedelta(minutes=2)
OF_DATES = ("2000-", "3000-")
"""The bounds of the keys of all group messages, which begin with a date."""

Destination = Literal["alerts", "support"]


def lease_path(key: str) -> str:
    return f"{path(key)}/lease"


def keys_of(run_date: date) -> tuple[str, str]:
    """Return the bounds of the keys of a date's group messages."""
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
    """Queue a message, field by field: an entry that is written again keeps its lease, which tells
    the sender that an earlier attempt may have posted the message already."""
    leaves = {
        "destination": destination,
        "kind": kind,
        "facts": facts,
        "state": "pending",
        "createdAt": iso(now),
        "episode": episode,
        "under": under,
        "trace": trace.current(),
    }
    values = {f"{path(key)}/{name}": leaf for name, leaf in leaves.items() if leaf is not None}
    return Update(values, notifies=True)


def give_back(key: str, failures: int) -> dict[str, Any]:
    """End the lease of an entry that was not sent, so that the next attempt can take it."""
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
    """Drop an entry, and end its lease: a person who sets it to pending again must not wait."""
    ended = {f"{lease_path(key)}/until": ""}
    return {f"{path(key)}/state": "dropped", f"{path(key)}/error": error, **ended}
