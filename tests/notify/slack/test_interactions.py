"""Clicks in Slack: their signature, their age, and the request in them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from customer_health.errors import BadInteraction, Misconfigured
from customer_health.notify.messages import all as messages
from customer_health.notify.slack.interactions import Click, Submission, parse, verify
from emulator_harness.fakes.slack.clicks import signed
from tests.notify.messages.facts import FACTS

SECRET = "made-up-secret"
NOW = datetime(2025, 11, 24, 15, tzinfo=UTC)
STAMP = int(NOW.timestamp())
BODY = b"payload=%7B%7D"

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U0000000001"},
    "trigger_id": "1.2.3",
    "container": {"type": "message", "channel_id": "C1", "message_ts": "1700000000.000001"},
    "actions": [{"action_id": "dismiss", "value": "maple:last_login:3"}],
}
FORM: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U0000000001"},
    "view": {
        "callback_id": "dismiss",
        "private_metadata": "maple:last_login:3",
        "state": {"values": {"reason": {"reason": {"value": " They moved. \n"}}}},
    },
}


def signature(body: bytes, stamp: int | str, secret: str = SECRET) -> dict[str, str]:
    made = SignatureVerifier(secret).generate_signature(timestamp=str(stamp), body=body)
    assert made
    return {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": made}


def body_of(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_request_signed_within_five_minutes_is_accepted(age: int) -> None:
    verify(BODY, signature(BODY, STAMP - age), SECRET, NOW)


@pytest.mark.parametrize("age", [-301, 301, 10**6])
def test_an_old_or_future_request_is_refused(age: int) -> None:
    with pytest.raises(BadInteraction, match="click again"):
        verify(BODY, signature(BODY, STAMP - age), SECRET, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {**signature(BODY, STAMP), "X-Slack-Request-Timestamp": str(STAMP - 1)},
        {**signature(BODY, STAMP), "X-Slack-Signature": "v0=" + "0" * 64},
        {**signature(BODY, STAMP), "X-Slack-Signature": "é"},
        {"X-Slack-Request-Timestamp": str(STAMP)},
        signature(BODY, STAMP, "another-secret"),
        signature(BODY + b"x", STAMP),
    ],
)
def test_a_forged_request_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(BadInteraction, match="X-Slack-Signature"):
        verify(BODY, headers, SECRET, NOW)


def test_a_binary_body_is_refused() -> None:
    with pytest.raises(BadInteraction, match="X-Slack-Signature"):
        verify(b"payload=\xff", signature(BODY, STAMP), SECRET, NOW)


def test_a_signature_as_slack_documents_it() -> None:
    """The example is from Slack's page on signatures."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015"
        b".47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    verify(
        body, headers, "8f742231b10e8888abcd99yyyzzz85a5", datetime.fromtimestamp(1531420618, UTC)
    )


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "1e9", "١٧٠٠", "9" * 400])
def test_an_invalid_timestamp_is_refused(stamp: str) -> None:
    with pytest.raises(BadInteraction, match="no time"):
        verify(BODY, {"X-Slack-Request-Timestamp": stamp}, SECRET, NOW)


def test_without_a_secret_every_request_is_refused() -> None:
    with pytest.raises(Misconfigured, match="secret"):
        verify(BODY, {}, "", NOW)


def test_the_fake_signs_as_slack_does() -> None:
    body, headers = signed(CLICK, SECRET, STAMP)
    assert headers.items() >= signature(body, STAMP).items()


def test_a_click_is_read() -> None:
    assert parse(body_of(CLICK)) == Click(
        "dismiss", "maple:last_login", 3, "U0000000001", "1.2.3", "C1", "1700000000.000001"
    )


def test_every_button_and_form_of_ours_is_understood() -> None:
    facts = replace(FACTS, alert_key="R&D <x>: 100%é:last_login")
    *_, actions = messages.alert(facts, "en").blocks
    for button in actions["elements"]:
        seen = parse(body_of({**CLICK, "actions": [button]}))
        assert isinstance(seen, Click)
        assert (seen.action, seen.alert_key) == (button["action_id"], facts.alert_key)
        # Slack may return our values escaped.
        assert not set("&<>") & set(button["value"])
    view = {**messages.dismiss_form(facts, "fr"), "state": FORM["view"]["state"]}
    assert parse(body_of({**FORM, "view": view})) == Submission(
        facts.alert_key, facts.episode, "They moved.", "U0000000001"
    )


def test_a_form_is_read() -> None:
    assert parse(body_of(FORM)) == Submission("maple:last_login", 3, "They moved.", "U0000000001")


def test_an_empty_form_is_read() -> None:
    view = {**FORM["view"], "state": {"values": {"reason": {"reason": {"value": None}}}}}
    assert parse(body_of({**FORM, "view": view})) == Submission(
        "maple:last_login", 3, "", "U0000000001"
    )


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        None,
        "x",
        {**CLICK, "type": "shortcut"},
        {**CLICK, "type": []},
        {**CLICK, "user": None},
        {**CLICK, "container": {"type": "view"}},
        {**CLICK, "actions": []},
        {**CLICK, "actions": CLICK["actions"] * 2},
        {**CLICK, "actions": [{"action_id": "delete", "value": "maple:last_login:3"}]},
        {**CLICK, "actions": [{"action_id": "dismiss"}]},
        {**CLICK, "actions": [{"action_id": "dismiss", "value": "maple:3"}]},
        {**CLICK, "actions": [{"action_id": "dismiss", "value": "maple:last_login:x"}]},
        {**FORM, "view": {**FORM["view"], "callback_id": "other"}},
        {**FORM, "view": {**FORM["view"], "state": {"values": {}}}},
    ],
)
def test_an_unknown_interaction_is_refused(payload: object) -> None:
    with pytest.raises(BadInteraction, match="of ours"):
        parse(body_of(payload))


@pytest.mark.parametrize("body", [b"", b"payload=", b"payload=%7B", b"other=1", b"\xff\xfe"])
def test_a_body_without_a_payload_is_refused(body: bytes) -> None:
    with pytest.raises(BadInteraction, match="of ours"):
        parse(body)


def test_an_endlessly_nested_payload_is_refused() -> None:
    with pytest.raises(BadInteraction, match="no button or form of ours"):
        parse(urlencode({"payload": "[" * 100_000}).encode())
