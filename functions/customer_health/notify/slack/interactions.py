"""Read what Slack sends when somebody clicks a button or submits a form, after checking that Slack
signed it, and lately."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from customer_health.errors import BadInteraction, Misconfigured
from customer_health.notify.messages.alert import ACTIONS, DISMISS_FORM, REASON, Button

WINDOW = 300
"""Seconds by which a request's time may differ from ours; a larger difference may be a replay."""


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a button of an alert's message, which is the message `ts` of the channel.

    "open" is a link: Slack reports the click, and there is nothing to do. `trigger_id` can open a
    form for 3 seconds.
    """

    action: Button
    alert_key: str
    episode: int
    slack_user_id: str
    trigger_id: str
    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form of a dismissal. The reason has no white space around it, and may be
    empty."""

    alert_key: str
    episode: int
    reason: str
    slack_user_id: str


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> None:
    """Raise BadInteraction unless Slack signed the body within 5 minutes of `now`, Misconfigured
    without a secret."""
    from slack_sdk.signature import Clock, SignatureVerifier

    class ClockAtNow(Clock):
        def now(self) -> float:
            return now.timestamp()

    if not secret:
        raise Misconfigured("Slack's signing secret is empty: anybody could sign a click; set it")
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    # The SDK would take such a time for a number, or raise an error of its own.
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        raise BadInteraction("X-Slack-Request-Timestamp is no time; only Slack may send this")
    if abs(now.timestamp() - int(stamp)) > WINDOW:
        raise BadInteraction(f"signed at {stamp}, more than {WINDOW} s from now; click again")
    given = headers.get("X-Slack-Signature")
    try:
        is_genuine = SignatureVerifier(secret, ClockAtNow()).is_valid(body, stamp, given)
    except (TypeError, ValueError):  # a signature that is not ASCII, or a body that is not UTF-8
        is_genuine = False
    if not is_genuine:
        raise BadInteraction("X-Slack-Signature is not Slack's; check the signing secret")


def parse(body: bytes) -> Click | Submission:
    """Read a verified request. Raises BadInteraction for what no message of ours can cause."""
    try:
        payload = json.loads(parse_qs(body.decode())["payload"][0])
        return READERS[payload["type"]](payload)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise BadInteraction(f"no button or form of ours sends this ({error!r})") from error


def _click(payload: Any) -> Click:
    (action,) = payload["actions"]
    if action["action_id"] not in ACTIONS:
        raise ValueError(f"action {action['action_id']!r}")
    container = payload["container"]
    return Click(
        action["action_id"],
        *_episode(action["value"]),
        slack_user_id=payload["user"]["id"],
        trigger_id=payload["trigger_id"],
        channel_id=container["channel_id"],
        ts=container["message_ts"],
    )


def _submission(payload: Any) -> Submission:
    view = payload["view"]
    if view["callback_id"] != DISMISS_FORM:
        raise ValueError(f"form {view['callback_id']!r}")
    alert_key, episode = _episode(view["private_metadata"])
    reason = view["state"]["values"][REASON][REASON]["value"] or ""
    return Submission(alert_key, episode, reason.strip(), payload["user"]["id"])


def _episode(value: str) -> tuple[str, int]:
    alert_key, _, episode = unquote(value).rpartition(":")
    if ":" not in alert_key:
        raise ValueError(f"episode {value!r}")
    return alert_key, int(episode)


READERS: Mapping[str, Callable[[Any], Click | Submission]] = {
    "block_actions": _click,
    "view_submission": _submission,
}
