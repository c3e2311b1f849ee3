"""The requests that Slack sends an app when a user clicks, signed as Slack signs them."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from .workspace import TEAM, Json

Values = dict[str, dict[str, str]]


def signed(payload: Json, secret: str, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the request with a payload, signed at the time `at` (now)."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def button_click(message: Json, channel: Json, action_id: str, user: Json, trigger: str) -> Json:
    """Return the payload of a click on a message's button. Raises LookupError without one."""
    found = [
        (number, element)
        for number, block in enumerate(message.get("blocks", ()))
        for element in block.get("elements", ())
        if element.get("action_id") == action_id
    ]
    if not found:
        raise LookupError(f"message {message['ts']} has no button {action_id!r}")
    number, button = found[0]
    now = f"{time.time():.6f}"
    return {
        **_origin("block_actions", user, trigger),
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel["id"],
            "is_ephemeral": False,
        },
        "channel": {"id": channel["id"], "name": channel["name"]},
        "message": message,
        "actions": [{**button, "block_id": f"block{number}", "action_ts": now}],
    }


def view_submission(
    view: Json, values: dict[str, dict[str, str]], user: Json, trigger: str
) -> Json:
    """Return the payload of a submitted form; `values` are by block_id and action_id."""
    state: dict[str, dict[str, Any]] = {
        block: {
            action: {"type": "plain_text_input", "value": value} for action, value in own.items()
        }
        for block, own in values.items()
    }
    return {
        **_origin("view_submission", user, trigger),
        "view": {**view, "state": {"values": state}},
    }


def _origin(kind: str, user: Json, trigger: str) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "fake"},
        "user": {"id": user["id"], "name": user["name"], "team_id": user["team_id"]},
        "api_app_id": "A0000000001",
        "trigger_id": trigger,
    }
