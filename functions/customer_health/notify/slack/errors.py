"""Slack's errors: which pass by themselves, and what a person must do about the others."""

from typing import TYPE_CHECKING, Any

from customer_health.errors import (
    CustomerHealthError,
    SlackDown,
    SlackMisconfigured,
    SlackRefused,
)

if TYPE_CHECKING:
    from slack_sdk.web import SlackResponse

PASSING = {
    "accesslimited", "external_channel_migrating", "fatal_error", "internal_error", "rate_limited",
    "ratelimited", "request_timeout", "service_unavailable", "team_added_to_org", "update_failed",
}  # fmt: skip
SETTINGS = {
    "account_inactive", "channel_not_found", "invalid_auth", "is_archived", "missing_scope",
    "not_authed", "not_in_channel", "token_expired", "token_revoked",
}  # fmt: skip
INVITE = "invite the bot there (/invite in the channel)"
TOKEN = "set the bot token of the installed Slack app as the secret"  # noqa: S105 - no secret
ADVICE = {
    "not_in_channel": INVITE,
    "channel_not_found": f"correct the channel in the settings; if it is private, {INVITE}",
    "is_archived": "unarchive the channel, or set another one",
    "invalid_auth": TOKEN,
    "not_authed": TOKEN,
    "token_expired": TOKEN,
    "token_revoked": TOKEN,
    "account_inactive": TOKEN,
    "missing_scope": "add the scope to the Slack app, and install it again",
    "message_not_found": "somebody deleted the message; nothing is left to edit",
    "cant_update_message": "another app or person posted it; use the token of the app that did",
    "edit_window_closed": "let the workspace's settings allow edits at any time",
    "expired_trigger_id": "click again: a form must open within 3 seconds of the click",
    "user_not_found": "the user has left the workspace",
}


def failure(what: str, response: "SlackResponse") -> CustomerHealthError:
    answer = response.data if isinstance(response.data, dict) else {}
    error = str(answer.get("error", "no error named"))
    if response.status_code == 429:
        wait = retry_after(response.headers)
        return SlackDown(f"{what}: too much at once for Slack, which asks to wait {wait} s", wait)
    if response.status_code >= 500 or error in PASSING:
        return SlackDown(f"{what}: Slack failed with HTTP {response.status_code}, {error}")
    details = [answer.get("needed"), *(answer.get("response_metadata") or {}).get("messages", [])]
    named = "; ".join([error, *(str(detail) for detail in details if detail)])
    advice = ADVICE.get(error, "see this error in Slack's documentation of the method")
    kind = SlackMisconfigured if error in SETTINGS else SlackRefused
    return kind(f"{what}: Slack refused it ({named}): {advice}")


def retry_after(headers: Any) -> int | None:
    """Seconds; the SDK gives a header's value as a string here and as a list there."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    text = found[0] if isinstance(found, list) else found
    return int(text) if text and str(text).isdigit() else None
