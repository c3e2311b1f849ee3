"""Sending what is in the outbox: claim, send, record.

A crash at any point loses nothing: an entry whose lease has run out is claimed again, and then
looked for in Slack by its key before it is posted. One entry that Slack refuses for good stops no
other.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from customer_health.domain.instants import parse_instant
from customer_health.errors import (
    DeliveryFailed,
    SlackDown,
    SlackMisconfigured,
    SlackRefused,
)
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.unreadable import UNREADABLE

LAST_FAILURE = 20
LONGEST_WAIT = 60
"""Seconds of Slack's Retry-After that are waited out, within the lease."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much, at most, between Slack and us: a message is looked for from that much earlier."""

log = logging.getLogger(__name__)
OutboxEntry = Mapping[str, Any]


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
        self, key: str, entry: OutboxEntry, original: Place | None, group: Place | None
    ) -> Posted | None:
        """Post, edit or reply as the entry says; returns a new message's place. `original` is
        the message of the entry's episode, `group` the one in whose thread a first post goes."""

    def find(
        self, key: str, entry: OutboxEntry, under: Place | None, since: datetime
    ) -> Posted | None:
        """The message that an earlier try posted, if it did: in the channel, or under a message."""


def deliver_pending(
    database: Database,
    messenger: Messenger,
    now: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Send every pending entry, the oldest first and groups before what goes in their threads.

    Raises SlackDown at once, and DeliveryFailed at the end for entries that went wrong or are in
    other hands, so that the task is tried again.
    """
    pending = database.where(outbox.ROOT, "state", "pending")
    left: list[str] = []
    episodes: set[str] = set()

    def age(key: str) -> tuple[str, bool, str]:
        return pending[key]["createdAt"], "under" in pending[key], key

    def is_done(key: str) -> bool:
        try:
            return deliver(database, messenger, key, pending[key], now, wait)
        except SlackDown:
            raise
        except Exception:  # one entry stops no other
            log.exception("outbox %s was not sent", key)
            return False

    for key in sorted(pending, key=age):
        # What follows on a message that is not there yet would say nothing, and be lost.
        episode = pending[key].get("episode", key)
        if episode in episodes or not is_done(key):
            left.append(key)
            episodes.add(episode)
    if left:
        raise DeliveryFailed(f"{len(left)} entries were not sent, {left[0]} first")


def deliver(
    database: Database,
    messenger: Messenger,
    key: str,
    entry: OutboxEntry,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
) -> bool:
    """Send one entry, if nobody else does; false if it has to wait."""
    above = database.get(outbox.path(entry["under"])) if "under" in entry else None
    if above and above["state"] == "pending":
        return False
    lease = database.take_lease(outbox.lease_path(key), now(), outbox.LEASE)
    if lease is None:
        return False
    if database.get(f"{outbox.path(key)}/state") != "pending":
        return True
    group = place_of(above)
    try:
        posted = send(database, messenger, key, entry, group, lease, wait)
        database.patch(record(database, key, entry, posted, group, now()))
    except Exception as error:
        failures = lease.get("failures", 0) + isinstance(error, UNREADABLE)
        if not is_hopeless(error, failures):
            database.patch(outbox.give_back(key, failures))
            raise
        log.warning("outbox %s dropped: %s", key, error)
        database.patch(outbox.dropped(key, f"{type(error).__name__}: {error}"))
    return True


def is_hopeless(error: Exception, failures: int) -> bool:
    """Whether trying an entry again has no point: Slack refuses it for what it is, or what is in
    it could not be read so often. An outage, ours or Slack's, is nothing against it."""
    refused = isinstance(error, SlackRefused) and not isinstance(error, SlackMisconfigured)
    return refused or failures >= LAST_FAILURE


def place_of(above: OutboxEntry | None) -> Place | None:
    """The message in whose thread an entry goes: none, if Slack refused that one."""
    return Place(above["channel"], above["ts"]) if above and "ts" in above else None


def send(
    database: Database,
    messenger: Messenger,
    key: str,
    entry: OutboxEntry,
    group: Place | None,
    lease: Mapping[str, Any],
    wait: Callable[[float], None],
) -> Posted | None:
    """Post it, unless an earlier try has. If Slack names a time to wait, that is waited for."""
    original = original_of(database, entry)
    since = parse_instant(lease["firstTriedAt"]) - CLOCKS_DIFFER

    def look_and_send() -> Posted | None:
        found = messenger.find(key, entry, original or group, since)
        return found or messenger.send(key, entry, original, group)

    try:
        if lease["attempts"]:
            return look_and_send()
        return messenger.send(key, entry, original, group)
    except SlackMisconfigured:
        raise
    except SlackRefused:
        if original is None:
            raise
        # Somebody has deleted the episode's message, say: what follows begins a new one.
        database.patch({alerts.message_path(entry["episode"]): None})
        return messenger.send(key, entry, None, group)
    except SlackDown as down:
        if not 0 < (down.retry_after or 0) <= LONGEST_WAIT:
            raise
        wait(down.retry_after or 0)
        return look_and_send()


def original_of(database: Database, entry: OutboxEntry) -> Place | None:
    """Where the message of the entry's episode is, if it was ever posted."""
    if "episode" not in entry:
        return None
    place = database.get(alerts.message_path(entry["episode"]))
    return Place(**place) if place else None


def record(
    database: Database,
    key: str,
    entry: OutboxEntry,
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
