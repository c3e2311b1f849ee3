"""The messages of a request for approval, in Slack's fake: posted, and edited at the decision."""

from collections.abc import Mapping
from typing import Any

import pytest

from customer_health.flows.alerts.deliver import Place
from customer_health.notify.slack.client import Posted, Slack
from customer_health.notify.slack.messenger import SlackMessenger
from emulator_harness.fakes.slack import SlackFake
from tests.notify.messages.test_messages import CREDIT

REQUEST = {"destination": "support", "kind": "approval", "facts": CREDIT}


def followed(kind: str, **facts: str | int) -> Mapping[str, Any]:
    return {**REQUEST, "kind": kind, "facts": {**CREDIT, **facts}}


@pytest.fixture
def messenger(fake: SlackFake) -> SlackMessenger:
    channels = {"support": fake.channel_id("support-logs")}
    return SlackMessenger(
        Slack(fake.token, fake.api_url), channels, "en", "https://health.example.com"
    )


def place(posted: Posted | None) -> Place:
    assert posted is not None
    return Place(posted.channel_id, posted.ts)


def test_a_decision_edits_the_requests_message(fake: SlackFake, messenger: SlackMessenger) -> None:
    request = place(messenger.send("1", REQUEST, None, None))
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


def test_new_approvers_are_notified_in_the_requests_thread(
    fake: SlackFake, messenger: SlackMessenger
) -> None:
    request = place(messenger.send("1", REQUEST, None, None))
    messenger.send("2", followed("approval", step="retiered", tier=3), request, None)
    edited, reply = fake.messages("support-logs")
    assert (edited["ts"], reply["thread_ts"]) == (request.ts, request.ts)
    for message in (edited, reply):
        assert "An executive decides" in str(message["blocks"])
