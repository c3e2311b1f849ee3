"""Deliver the outbox of a database in memory to a fake Slack."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.errors import (
    DatabaseDown,
    DeliveryFailed,
    SlackDown,
    SlackMisconfigured,
    SlackRefused,
)
from customer_health.flows.alerts.deliver import LAST_FAILURE, Place, deliver_pending
from customer_health.stores.alerts import outbox
from tests.memory_database import MemoryDatabase

NOW = datetime(2025, 11, 24, 11, tzinfo=UTC)
Entry = Mapping[str, Any]


class Channel:
    """A fake of Slack with the posted messages, and faults for the next posts.

    With `lost`, a faulty post succeeds, but its answer is lost.
    """

    def __init__(self, *faults: Exception | None, lost: bool = False) -> None:
        self.faults = list(faults)
        self.lost = lost
        self.posted: list[tuple[str, Place | None, Place | None]] = []
        self.looked_since: list[datetime] = []

    def send(self, key: str, entry: Entry, original: Place | None, group: Place | None) -> Place:
        fault = self.faults.pop(0) if self.faults else None
        if fault and not self.lost:
            raise fault
        self.posted.append((key, original, group))
        if fault:
            raise fault
        return self.place(key)

    def find(self, key: str, entry: Entry, under: Place | None, since: datetime) -> Place | None:
        self.looked_since.append(since)
        return self.place(key) if key in self.keys else None

    def place(self, key: str) -> Place:
        return Place("C1", f"{1 + self.keys.index(key)}.0")

    @property
    def keys(self) -> list[str]:
        return [key for key, _, _ in self.posted]


class Desk:
    """A sender and its clock. `waits` are the seconds of each wait."""

    def __init__(self, channel: Channel, *entries: dict[str, Any]) -> None:
        self.database = MemoryDatabase({})
        self.channel = channel
        self.now = NOW
        self.waits: list[float] = []
        for entry in entries:
            self.database.patch(entry)

    def run(self) -> None:
        deliver_pending(self.database, self.channel, lambda: self.now, self.waits.append)

    def states(self) -> dict[str, str]:
        return {key: entry["state"] for key, entry in self.database.get(outbox.ROOT).items()}


def entry(key: str, second: int = 0, **fields: Any) -> dict[str, Any]:
    at = NOW + timedelta(seconds=second)
    return dict(outbox.entry(key, "alerts", "alert", {}, at, **fields).values)


def test_the_oldest_entry_goes_first_and_a_summary_before_its_thread() -> None:
    channel = Channel()
    Desk(channel, entry("c"), entry("a", under="z"), entry("z"), entry("b", second=-1)).run()
    assert channel.posted == [
        ("b", None, None), ("c", None, None), ("z", None, None), ("a", None, Place("C1", "3.0")),
    ]  # fmt: skip


def test_later_entries_of_an_episode_edit_its_first_message() -> None:
    channel = Channel()
    Desk(channel, entry("one", episode="e"), entry("two", second=1, episode="e")).run()
    assert channel.posted == [("one", None, None), ("two", Place("C1", "1.0"), None)]


@pytest.mark.parametrize("numbers", [(1, 2), (9, 10)])
def test_the_entries_of_one_second_keep_the_order_of_their_episode(
    numbers: tuple[int, int],
) -> None:
    """A post that waits for its summary must not come after the edit that says it is over."""
    first, second = (f"acme:login:1:{number}:alerts" for number in numbers)
    channel = Channel()
    Desk(
        channel,
        entry(second, episode="acme:login:1"),
        entry(first, episode="acme:login:1", under="summary"),
        entry("summary"),
    ).run()
    assert channel.keys == ["summary", first, second]


@pytest.mark.parametrize("lost", [True, False], ids=["posted, answer lost", "not posted"])
def test_a_second_attempt_searches_for_the_message_first(lost: bool) -> None:
    channel = Channel(SlackDown("no answer"), lost=lost)
    desk = Desk(channel, entry("a"))
    with pytest.raises(SlackDown):
        desk.run()
    assert desk.states() == {"a": "pending"}
    desk.run()
    assert (channel.keys, desk.states()) == (["a"], {"a": "sent"})
    assert channel.looked_since == [NOW - timedelta(minutes=5)]


def test_a_lease_excludes_other_senders_until_it_expires() -> None:
    """The holder may have been killed, and then never releases its lease."""
    channel = Channel()
    desk = Desk(channel, entry("a"))
    desk.database.take_lease(outbox.lease_path("a"), NOW, outbox.LEASE)
    with pytest.raises(DeliveryFailed, match="1 entries"):
        desk.run()
    assert channel.keys == []
    desk.now += outbox.LEASE
    desk.run()
    assert channel.keys == ["a"]


def test_a_short_wait_that_slack_asks_for_is_waited() -> None:
    channel = Channel(SlackDown("429", retry_after=30))
    desk = Desk(channel, entry("a"), entry("b"))
    desk.run()
    assert (desk.waits, channel.keys) == ([30], ["a", "b"])


@pytest.mark.parametrize("asked", [None, 61])
def test_a_long_wait_is_left_to_the_queue(asked: int | None) -> None:
    desk = Desk(Channel(SlackDown("later", retry_after=asked)), entry("a"), entry("b"))
    with pytest.raises(SlackDown):
        desk.run()
    assert (desk.waits, desk.channel.keys) == ([], [])
    desk.run()
    assert desk.channel.keys == ["a", "b"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (SlackRefused("no"), "dropped"),
        (SlackMisconfigured("not_in_channel: invite the bot there"), "pending"),
        (ValueError("?"), "pending"),
    ],
)
def test_a_failing_entry_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture, fault: Exception, state: str
) -> None:
    desk = Desk(Channel(fault), entry("a"), entry("b"))
    run: Callable[[], object] = desk.run
    if state == "pending":
        with pytest.raises(DeliveryFailed, match="the first is a"):
            run()
        assert str(fault) in caplog.text
    else:
        run()
    assert desk.states() == {"a": state, "b": "sent"}
    desk.run()
    assert desk.states()["a"] == ("sent" if state == "pending" else state)


def test_a_follow_up_waits_for_the_first_message() -> None:
    """A resolve that is sent before the first post would have no message to edit."""
    follow_up = entry("two", second=1, episode="e")
    desk = Desk(
        Channel(ValueError("?")), entry("one", episode="e"), follow_up, entry("x", second=2)
    )
    with pytest.raises(DeliveryFailed, match="2 entries"):
        desk.run()
    assert desk.channel.keys == ["x"]
    desk.run()
    assert desk.channel.keys == ["x", "one", "two"]


def test_a_reply_goes_to_the_channel_if_its_summary_is_refused() -> None:
    desk = Desk(Channel(SlackRefused("no")), entry("group"), entry("below", under="group"))
    desk.run()
    assert desk.channel.posted == [("below", None, None)]


def test_an_entry_that_is_written_again_is_not_posted_again() -> None:
    """A repeated plan writes its entries again, perhaps after they were sent."""
    desk = Desk(Channel(), entry("a"))
    desk.run()
    desk.database.patch(entry("a"))
    desk.now += outbox.LEASE
    desk.run()
    assert (desk.channel.keys, desk.states()) == (["a"], {"a": "sent"})


def test_an_outage_does_not_count_as_a_failed_attempt() -> None:
    """Even a long outage must not count as a failure of the entry."""
    outage = [SlackDown("down")] * 25
    desk = Desk(Channel(*outage, DatabaseDown("503"), RuntimeError("503")), entry("a"))
    for _ in range(25):
        with pytest.raises(SlackDown):
            desk.run()
    for _ in range(2):
        with pytest.raises(DeliveryFailed):
            desk.run()
    desk.run()
    assert desk.states() == {"a": "sent"}


def test_an_unreadable_entry_is_dropped_at_last() -> None:
    desk = Desk(Channel(*[KeyError("facts")] * LAST_FAILURE), entry("a"))
    for _ in range(LAST_FAILURE - 1):
        with pytest.raises(DeliveryFailed):
            desk.run()
    desk.run()
    assert desk.states() == {"a": "dropped"}


@pytest.mark.parametrize("created_at", ["yesterday", 5, None])
def test_an_entry_without_a_time_stops_no_other(created_at: object) -> None:
    desk = Desk(Channel(), entry("a"), entry("b"))
    desk.database.patch({f"{outbox.path('a')}/createdAt": created_at})
    desk.run()
    assert desk.states() == {"a": "sent", "b": "sent"}
