"""Deliver the messages in the outbox to Slack: take a lease, send, record.

A crash at any point loses nothing: once the lease of an entry has run out, the entry is taken
again, and before it is posted its key is searched for in Slack. An entry that Slack refuses for
good stops no other.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from customer_health import logs, trace
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
"""An entry that could not be read so often is dropped."""
LONGEST_WAIT = 60
"""Seconds: a longer Retry-After is left to the next attempt, as the lease would run out."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""The clocks of Slack and of this backend differ by this much at most; the search for an earlier
message starts so much earlier."""

log = logging.getLogger(__name__)
OutboxEntry = Mapping[str, Any]


class Posted(Protocol):
    """Where Slack has put a new message."""

    @property
    def channel_id(self) -> str: ...

    @property
    def ts(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is in Slack; `thread` is the `ts` of its thread's first message, if it has
    one."""

    channel_id: str
    ts: str
    thread: str | None = None


class Messenger(Protocol):
    """Sends one entry. Raises SlackDown if it may succeed later, SlackRefused if it never will."""

    def send(
        self, key: str, entry: OutboxEntry, original: Place | None, group: Place | None
    ) -> Posted | None:
        """Post, edit or reply, as the entry says. Returns the place of a new message. `original` is
        the message of the entry's episode, `group` the message in whose thread a first post goes.
        """

    def find(
        self, key: str, entry: OutboxEntry, under: Place | None, since: datetime
    ) -> Posted | None:
        """Return the message that an earlier attempt has posted since a time, None if it has not:
        in the channel, or in the thread of the message `under`."""


def deliver_pending(
    database: Database,
    messenger: Messenger,
    now: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Send every pending entry, the oldest first, group messages before their threads, and the
    entries of an episode in their order.

    Raises SlackDown at once. Raises DeliveryFailed at the end if entries failed, or are leased by
    another sender, so that the task is retried.
    """
    pending = database.where(outbox.ROOT, "state", "pending")
    waiting = (seconds_since(entry, now()) for entry in pending.values())
    oldest = max((seconds for seconds in waiting if seconds is not None), default=0)
    logs.event("outbox_waiting", entries=len(pending), oldestSeconds=oldest)
    not_sent: list[str] = []
    blocked_episodes: set[str] = set()

    def age(key: str) -> tuple[str, bool, str, int, str]:
        entry = pending[key]
        created_at, episode = str(entry.get("createdAt")), str(entry.get("episode", key))
        # Of an episode, 10 comes after 9: the keys differ in that number only.
        return created_at, bool({"under", "episode"} & entry.keys()), episode, len(key), key

    def is_done(key: str) -> bool:
        try:
            with trace.using(pending[key].get("trace")):
                return deliver(database, messenger, key, pending[key], now, wait)
        except SlackDown:
            raise
        except Exception:  # one entry stops no other
            log.exception("outbox %s was not sent", key)
            return False

    for key in sorted(pending, key=age):
        # An edit or reply before the episode's first message is posted would be lost.
        episode = pending[key].get("episode", key)
        if episode in blocked_episodes or not is_done(key):
            not_sent.append(key)
            blocked_episodes.add(episode)
    if not_sent:
        raise DeliveryFailed(f"{len(not_sent)} entries were not sent, the first is {not_sent[0]}")


def deliver(
    database: Database,
    messenger: Messenger,
    key: str,
    entry: OutboxEntry,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
) -> bool:
    """Send one entry, unless another sender does. Returns whether it is done; false if it has to
    wait for the message in whose thread it goes, or for another sender's lease."""
    parent = database.get(outbox.path(entry["under"])) if "under" in entry else None
    if parent and parent["state"] == "pending":
        return False
    lease = database.take_lease(outbox.lease_path(key), now(), outbox.LEASE)
    if lease is None:
        return False
    if database.get(f"{outbox.path(key)}/state") != "pending":
        return True  # another sender was done before the lease was taken
    group = place_of(parent)
    try:
        posted = send(database, messenger, key, entry, group, lease, wait)
        database.patch(record(database, key, entry, posted, group, now()))
        age = seconds_since(entry, now())
        logs.event("outbox_delivered", key=key, kind=entry["kind"], ageSeconds=age)
    except Exception as error:
        if isinstance(error, SlackDown | SlackRefused):
            logs.event("slack_failed", logging.WARNING, key=key, reason=str(error))
        failures = lease.get("failures", 0) + isinstance(error, UNREADABLE)
        if not is_hopeless(error, failures):
            database.patch(outbox.give_back(key, failures))
            raise
        logs.event("outbox_dropped", logging.ERROR, key=key, reason=str(error))
        database.patch(outbox.dropped(key, f"{type(error).__name__}: {error}"))
    return True


def seconds_since(entry: OutboxEntry, now: datetime) -> int | None:
    """Return the age of an entry, None if its time can't be read: that must stop no other entry."""
    try:
        return int((now - parse_instant(entry["createdAt"])).total_seconds())
    except UNREADABLE:
        return None


def is_hopeless(error: Exception, failures: int) -> bool:
    """Return whether another attempt at an entry is pointless: Slack refuses this message, or the
    entry could not be read LAST_FAILURE times. An outage, ours or Slack's, doesn't count."""
    refused = isinstance(error, SlackRefused) and not isinstance(error, SlackMisconfigured)
    return refused or failures >= LAST_FAILURE


def place_of(parent: OutboxEntry | None) -> Place | None:
    """Return the place of the message in whose thread an entry goes, None if Slack refused it."""
    return Place(parent["channel"], parent["ts"]) if parent and "ts" in parent else None


def send(
    database: Database,
    messenger: Messenger,
    key: str,
    entry: OutboxEntry,
    group: Place | None,
    lease: Mapping[str, Any],
    wait: Callable[[float], None],
) -> Posted | None:
    """Send an entry, unless an earlier attempt has. If Slack asks to wait, waits up to LONGEST_WAIT
    seconds and tries once more."""
    original = original_of(database, entry)
    since = parse_instant(lease["firstTriedAt"]) - CLOCKS_DIFFER

    def find_or_send() -> Posted | None:
        posted = messenger.find(key, entry, original or group, since)
        return posted or messenger.send(key, entry, original, group)

    try:
        if lease["attempts"]:
            return find_or_send()
        return messenger.send(key, entry, original, group)
    except SlackMisconfigured:
        raise
    except SlackRefused:
        if original is None:
            raise
        # The episode's message can't be edited any more, as when somebody has deleted it: post a
        # new one, to which later edits and replies refer.
        database.patch({alerts.message_path(entry["episode"]): None})
        return messenger.send(key, entry, None, group)
    except SlackDown as down:
        if not 0 < (down.retry_after or 0) <= LONGEST_WAIT:
            raise
        wait(down.retry_after or 0)
        return find_or_send()


def original_of(database: Database, entry: OutboxEntry) -> Place | None:
    """Return the place of the message of the entry's episode, None if it was never posted."""
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
    """Record that an entry is sent. The first message of an episode is recorded as the one that
    later entries edit and answer."""
    if posted is None:
        return outbox.sent(key, now)
    updates = outbox.sent(key, now, posted.channel_id, posted.ts)
    if "episode" in entry and original_of(database, entry) is None:
        place = {"channel_id": posted.channel_id, "ts": posted.ts, "thread": group and group.ts}
        updates[alerts.message_path(entry["episode"])] = place
    return updates
