"""Buttons in Slack that do nothing: what the API answers, and what its log says then."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.config import config
from customer_health.notify.slack.client import Slack
from customer_health.notify.slack.messenger import SlackMessenger
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.slack.clicks import signed
from tests.api.client import Api

SECRET = "made-up-secret"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackFake]:
    with SlackFake(rate=None) as fake:
        yield fake


def click(user: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": user},
        "trigger_id": "1.2.3",
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1700000000.000001"},
        "actions": [{"action_id": "acknowledge", "value": "maple:last_login:3"}],
    }


def down(slack: SlackFake) -> None:
    slack.fail(method="users.info", status=503, times=9)


def unscoped(slack: SlackFake) -> None:
    slack.fail(method="users.info", error="missing_scope")


@pytest.mark.parametrize(
    ("secret", "signed_with", "minutes", "fault", "status", "line"),
    [
        (SECRET, "another app's", 0, None, 401, "check the signing secret"),
        (SECRET, SECRET, 6, None, 401, "click again"),
        ("", SECRET, 0, None, 500, "signing secret is empty"),
        (SECRET, SECRET, 0, down, 500, "Slack failed with HTTP 503"),
        (SECRET, SECRET, 0, unscoped, 500, "add the scope to the Slack app"),
    ],
)
def test_a_click_that_does_nothing_is_in_the_log(
    api: Api,
    slack: SlackFake,
    caplog: pytest.LogCaptureFixture,
    secret: str,
    signed_with: str,
    minutes: int,
    fault: Callable[[SlackFake], None] | None,
    status: int,
    line: str,
) -> None:
    slack.reset()
    messenger = SlackMessenger(Slack(slack.token, slack.api_url), {}, "en", "https://x.example.com")
    settings = replace(config(), slack_signing_secret=secret)
    api.give(config=settings, messenger=lambda: messenger)
    if fault:
        fault(slack)
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    payload = click(slack.add_user("ann@pivotapp.ca"))
    body, headers = signed(payload, signed_with, at.timestamp())
    with caplog.at_level(logging.WARNING):
        answer = api.client.post("/v1/slack/interactions", data=body, headers=headers)
    assert (answer.status_code, line in caplog.text) == (status, True), caplog.text
