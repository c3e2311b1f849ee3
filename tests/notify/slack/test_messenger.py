"""The messages of a request for approval, in Slack's fake: posted, edited once it is decided."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from customer_health.flows.alerts.deliver import Place
from customer_health.notify.slack.client import Posted, Slack
from customer_health.notify.slack.messenger import SlackMessenger
from emulator_harness.fakes.slack import SlackFake
from tests.notify.messages.test_messages import CREDIT

ASKED = {"destination": "support", "kind": "approval", "facts": CREDIT}


def followed(kind: str, **facts: str | int) -> Mapping[str, Any]:
    return {**ASKED, "kind": kind, "facts": {**CREDIT, **facts}}


@pytest.fixture(scope="module")
def running() -> Iterator[SlackFake]:
    with SlackFake(rate=None) as fake:
        yield fake


@pytest.fixture
def fake(running: SlackFake) -> SlackFake:
    running.reset()
    return running


@pytest.fixture
def messenger(fake: SlackFake) -> SlackMessenger:
    channels = {"support": fake.channel_id("support-logs")}
    return SlackMessenger(
        Slack(fake.token, fake.api_url), channels, "en", "https://health.example.com"
    )


def place(posted: Posted | None) -> Place:
    assert posted is not None
    return Place(posted.channel_id, posted.ts)


def test_a_decided_request_says_so_in_its_own_message(
    fake: SlackFake, messenger: SlackMessenger
) -> None:
    request = place(messenger.send("1", ASKED, None, None))
    decided = followed("decided", step="approved", decidedBy="sue@pivotapp.ca")
    assert messenger.send("2", decided, request, None) is None
    [message] = fake.messages("support-logs")
    assert message["text"].startswith("Approved: Maple Diner")
    assert message["text"].endswith(
        "Approved by sue@pivotapp.ca, November 24, 2025 at 6:00\xa0a.m."
    )


def test_a_request_that_was_never_posted_is_not_posted_when_it_is_decided(
    fake: SlackFake, messenger: SlackMessenger
) -> None:
    assert messenger.send("2", followed("decided", step="expired"), None, None) is None
    assert fake.messages("support-logs") == []


def test_others_who_have_to_decide_are_told_in_the_requests_thread(
    fake: SlackFake, messenger: SlackMessenger
) -> None:
    request = place(messenger.send("1", ASKED, None, None))
    messenger.send("2", followed("approval", step="retiered", tier=3), request, None)
    edited, reply = fake.messages("support-logs")
    assert (edited["ts"], reply["thread_ts"]) == (request.ts, request.ts)
    for message in (edited, reply):
        assert "An executive decides" in str(message["blocks"])
