"""Deliver the outbox to Slack, through repetitions and crashes.

The queue retries a failed task after ten seconds.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from emulator_harness import Database, Suite
from emulator_harness.fakes.slack import SlackFake

Json = Any
Delivered = Callable[..., None]

LOGIN = "last_login_date_master_account"
MAPLE = f"maple:{LOGIN}"
KEY = "2026-01-01:run-missing:support"
MANY = 300
ADMIN_TRIES = 5
BULK_TRIES = 4


def iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(ZoneInfo("America/Toronto")).date()


def neglected(*names: str) -> Json:
    """Load companies whose master accounts have been away for long; it is not the first run."""
    away = {"lastActive": iso(now() - timedelta(days=40))}
    return {
        "Companies": {
            name: {"name": name.title(), "csmDashboardLinked": True, "masterUserId": f"m-{name}"}
            for name in names
        },
        "PresenceStatus": {f"m-{name}": away for name in names},
        "AlertRuns": {"firstRun": "2025-01-01"},
    }


def a_notice(**fields: Json) -> Json:
    """Return a minimal entry of the outbox."""
    facts = {"date": "2026-01-01", "problem": "The daily run did not start.", "toDo": "Nothing."}
    return {
        "destination": "support",
        "kind": "run_problem",
        "facts": facts,
        "state": "pending",
        "createdAt": iso(now()),
        **fields,
    }


def posts(slack: SlackFake, channel: str = "customer-health") -> list[str]:
    return [message["text"] for message in slack.messages(channel)]


@pytest.fixture
def wake(suite: Suite) -> Callable[[], int]:
    """Call the sender's task as the queue does, and return the status of its answer."""
    url = suite.function_url("deliverNotices")
    return lambda: requests.post(url, json={"data": {}}, timeout=60).status_code


@pytest.mark.parametrize(
    "fault",
    [
        {"lose_answer": True},
        {"status": 503},
        {"status": 429, "retry_after": 4},
    ],
    ids=["lost answer", "outage", "rate limit"],
)
def test_what_slack_does_not_take_at_once_is_posted_once(
    database: Database,
    slack: SlackFake,
    daily_run: Callable[..., Json],
    delivered: Delivered,
    wait_until: Callable[..., Json],
    fault: Mapping[str, Any],
) -> None:
    """A message whose answer was lost is found by its key, and not posted again."""
    database.import_dump(neglected("maple"))
    slack.fail(method="chat.postMessage", **fault)
    daily_run(today())
    entry = f"Outbox/{MAPLE}:1:1:alerts"
    wait_until(lambda: database.get(f"{entry}/state") == "sent", timeout=60, message=entry)
    delivered()
    [message] = slack.messages("customer-health")
    assert "Critical: Maple" in message["text"]
    assert database.get(f"AlertMessages/{MAPLE}:1") == {
        "channel_id": slack.channel_id("customer-health"),
        "ts": message["ts"],
    }
    assert not any(waiting.times for waiting in slack.server.faults)


def test_a_post_whose_record_is_lost_is_found_again(
    database: Database, slack: SlackFake, wake: Callable[[], int]
) -> None:
    """The sender loses the database between sending and recording, for longer than it retries."""
    database.put(f"Outbox/{KEY}", a_notice())
    fault = {"method": "PATCH", "path": f"^/Outbox/{KEY}/sentAt", "status": 503}
    database.faults({"requests": [fault | {"times": ADMIN_TRIES}]})
    assert wake() == 500
    assert database.get(f"Outbox/{KEY}/state") == "pending"
    assert wake() == 200
    [message] = slack.messages("support-logs")
    assert database.get(f"Outbox/{KEY}/ts") == message["ts"]


@pytest.mark.parametrize("sent", [True, False], ids=["after the post", "before the post"])
def test_a_sender_that_died_is_followed_by_another(
    database: Database, slack: SlackFake, wake: Callable[[], int], sent: bool
) -> None:
    """The lease of a crashed sender runs out; what it had posted is not posted again."""
    lease = {"until": iso(now()), "firstTriedAt": iso(now() - timedelta(minutes=2)), "attempts": 1}
    database.put(f"Outbox/{KEY}", a_notice(lease=lease))
    if sent:
        message = {
            "channel": slack.channel_id("support-logs"),
            "text": "posted by the one that died",
            "metadata": {"event_type": "customer_health_notice", "event_payload": {"key": KEY}},
        }
        headers = {"Authorization": f"Bearer {slack.token}"}
        requests.post(
            f"{slack.api_url}chat.postMessage", json=message, headers=headers, timeout=30
        ).raise_for_status()
    assert wake() == 200
    assert wake() == 200
    [message] = slack.messages("support-logs")
    assert ("posted by the one that died" in message["text"]) == sent
    assert database.get(f"Outbox/{KEY}/ts") == message["ts"]


def test_an_entry_in_other_hands_is_left_and_tried_again(
    database: Database, slack: SlackFake, wake: Callable[[], int]
) -> None:
    lease = {"until": iso(now() + timedelta(minutes=1)), "firstTriedAt": iso(now()), "attempts": 1}
    database.put(f"Outbox/{KEY}", a_notice(lease=lease))
    database.put("Outbox/another", a_notice())
    assert wake() == 500
    assert len(posts(slack, "support-logs")) == 1
    assert database.get(f"Outbox/{KEY}/state") == "pending"


def test_what_slack_refuses_stops_no_other(
    database: Database, slack: SlackFake, wake: Callable[[], int]
) -> None:
    """Messages for its thread wait too."""
    database.put("Outbox/a-group", a_notice(createdAt="2026-01-01T00:00:00Z"))
    database.put("Outbox/b-below", a_notice(under="a-group"))
    slack.fail(method="chat.postMessage", error="msg_too_long")
    wake()
    assert len(posts(slack, "support-logs")) == 1
    states = {key: entry["state"] for key, entry in database.get("Outbox").items()}
    assert states == {"a-group": "dropped", "b-below": "sent"}
    assert "msg_too_long" in database.get("Outbox/a-group/error")


@pytest.mark.parametrize(
    "path", ["^/Alerts/", "^/BatchRuns/[^/]+/shards/", "/planned$"],
    ids=["the company's save", "the shard's report", "the plan"],
)  # fmt: skip
def test_a_shard_that_dies_loses_no_alert(
    database: Database,
    slack: SlackFake,
    daily_run: Callable[..., Json],
    delivered: Delivered,
    wait_until: Callable[..., Json],
    path: str,
) -> None:
    database.import_dump(neglected("maple"))
    fault = {"method": "PATCH", "path": path, "status": 503, "times": BULK_TRIES}
    database.faults({"requests": [fault]})
    daily_run(today())
    wait_until(lambda: posts(slack), timeout=60, message="the alert's message")
    delivered()
    assert ["Critical: Maple" in text for text in posts(slack)] == [True]


def test_many_at_once_make_one_summary_and_its_thread(
    database: Database,
    slack: SlackFake,
    daily_run: Callable[..., Json],
    delivered: Delivered,
    wait_until: Callable[..., Json],
) -> None:
    """Slack limits the rate, here to 200 posts a second, and refuses what is more."""
    names = [f"c{number:03}" for number in range(MANY)]
    database.import_dump(neglected(*names))
    slack.rate = 200
    slack.fail(method="chat.postMessage", times=3, status=429, retry_after=1)
    daily_run(today())
    planned = f"BatchRuns/{today()}/planned"
    wait_until(lambda: database.get(planned), timeout=60, message=planned)
    delivered(timeout=120)

    top, *replies = slack.messages("customer-health")
    assert f"{MANY} alerts" in top["text"]
    assert {reply["thread_ts"] for reply in replies} == {top["ts"]}
    told = Counter(reply["metadata"]["event_payload"]["key"] for reply in replies)
    assert told == Counter(f"{name}:{LOGIN}:1:1:alerts" for name in names)
    tries = [method for method, _ in slack.calls].count("chat.postMessage")
    assert tries >= 1 + MANY + 3
