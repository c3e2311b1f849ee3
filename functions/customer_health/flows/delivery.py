"""Sending what is in the outbox: claim, send, record.

A crash at any point loses nothing: an entry whose lease has run out is claimed again, and then
looked for in Slack by its key before it is posted. One entry that Slack refuses for good stops no
other.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from customer_health.domain.instants import parse_instant
from customer_health.errors import DeliveryFailed, SlackDown, SlackRefused
from customer_health.stores import alerts, outbox
from customer_health.stores.database import Database

log = logging.getLogger(__name__)
Entry = Mapping[str, Any]


class Posted(Protocol):
    @property
    def channel_id(self) -> str: ...

    @property
    def ts(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is in Slack, and in whose thread, if in one."""

    channel_id: str
    ts: str
    thread: str | None = None


class Messenger(Protocol):
    """What sends one entry. Raises SlackDown for later, SlackRefused for good."""

    def send(
        self, key: str, entry: Entry, original: Place | None, group: Place | None
    ) -> Posted | None:
        """Post, edit or reply as the entry says; returns a new message's place. `original` is
        the message of the entry's episode, `group` the one in whose thread a first post goes."""

    def find(self, key: str, entry: Entry, under: Place | None, since: datetime) -> Posted | None:
        """The message that an earlier try posted, if it did: in the channel, or under a message."""


def deliver_pending(database: Database, messenger: Messenger, now: Callable[[], datetime]) -> None:
    """Send every pending entry, the oldest first and groups before what goes in their threads.

    Raises SlackDown at once, and whatever else went wrong with single entries at the end, so that
    the task is tried again.
    """
    pending = database.where(outbox.ROOT, "state", "pending")
    failed = []

    def age(key: str) -> tuple[str, bool, str]:
        return pending[key]["createdAt"], "under" in pending[key], key

    for key in sorted(pending, key=age):
        try:
            deliver(database, messenger, key, pending[key], now)
        except SlackDown:
            raise
        except Exception:  # one entry stops no other
            log.exception("outbox %s was not sent", key)
            failed.append(key)
    if failed:
        raise DeliveryFailed(f"{len(failed)} entries were not sent, {failed[0]} first")


def deliver(
    database: Database, messenger: Messenger, key: str, entry: Entry, now: Callable[[], datetime]
) -> None:
    group = database.get(outbox.path(entry["under"])) if "under" in entry else None
    if group and group["state"] == "pending":
        return  # the next delivery takes both
    lease = database.take_lease(outbox.lease_path(key), now(), outbox.LEASE)
    if lease is None or database.get(f"{outbox.path(key)}/state") != "pending":
        return
    place = Place(group["channel"], group["ts"]) if group and "ts" in group else None
    try:
        posted = send(database, messenger, key, entry, place, lease)
    except SlackRefused as error:
        log.warning("outbox %s dropped: %s", key, error)
        database.patch(outbox.dropped(key, str(error)))
        return
    except Exception:
        database.patch({f"{outbox.lease_path(key)}/until": ""})
        raise
    database.patch(record(database, key, entry, posted, place, now()))


def send(
    database: Database,
    messenger: Messenger,
    key: str,
    entry: Entry,
    group: Place | None,
    lease: Mapping[str, Any],
) -> Posted | None:
    original = original_of(database, entry)
    if lease["attempts"]:
        since = parse_instant(lease["firstTriedAt"])
        if found := messenger.find(key, entry, original or group, since):
            return found
    return messenger.send(key, entry, original, group)


def original_of(database: Database, entry: Entry) -> Place | None:
    """Where the message of the entry's episode is, if it was ever posted."""
    if "episode" not in entry:
        return None
    place = database.get(alerts.message_path(entry["episode"]))
    return Place(**place) if place else None


def record(
    database: Database,
    key: str,
    entry: Entry,
    posted: Posted | None,
    group: Place | None,
    now: datetime,
) -> dict[str, Any]:
    """The entry is sent; an episode's first message is the one that is edited and answered."""
    if posted is None:
        return outbox.sent(key, now)
    updates = outbox.sent(key, now, posted.channel_id, posted.ts)
    if "episode" in entry and original_of(database, entry) is None:
        place = {"channel_id": posted.channel_id, "ts": posted.ts, "thread": group and group.ts}
        updates[alerts.message_path(entry["episode"])] = place
    return updates
