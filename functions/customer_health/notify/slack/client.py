"""Slack's Web API, as far as our messages need it. It retries only what is safe.

A post whose answer is lost may be in the channel, so it is not sent again here. The caller looks
for it with `find` first: each post carries its outbox key in the message's metadata.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from customer_health import trace
from customer_health.errors import SlackDown, SlackRefused
from customer_health.notify.messages.blocks import Block, Message
from customer_health.notify.slack.errors import INVITE, failure, retry_after

if TYPE_CHECKING:
    from slack_sdk import WebClient
    from slack_sdk.web import SlackResponse

EVENT = "customer_health_notice"
TIMEOUT = 10
SHORT_WAIT = 3
"""Seconds of Retry-After that this client waits. For a longer wait the queue tries again."""
PAGE = 200


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is. `ts` is its id within the channel."""

    channel_id: str
    ts: str


class Slack:
    """One bot in one workspace. Every method raises SlackDown or SlackRefused."""

    def __init__(self, token: str, base_url: str | None = None) -> None:
        self._client = _client(token, base_url)

    def post(
        self, channel: str, message: Message, *, key: str, thread: str | None = None
    ) -> Posted:
        """Post to a channel (its id, or "#" and its name), or as a reply to the message in it
        whose `ts` is `thread`. The message's metadata names its key and the present trace."""
        payload = {"key": key, "trace": trace.current() or ""}
        answer = _call(
            f"post {key} to {channel}",
            self._client.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=list(message.blocks),
            metadata={"event_type": EVENT, "event_payload": payload},
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Posted(answer["channel"], answer["ts"])

    def edit(self, posted: Posted, message: Message, *, key: str) -> None:
        """Replace a message's text. `key` only names the edit in errors: the message keeps the key
        that it was posted with, so `find` still finds it."""
        _call(
            f"edit {key} in {posted.channel_id}",
            self._client.chat_update,
            channel=posted.channel_id,
            ts=posted.ts,
            text=message.text,
            blocks=list(message.blocks),
            # Unlike a post's, an edit's default is to make links of whatever looks like one.
            parse="none",
        )

    def find(
        self, channel: str, key: str, oldest: datetime, thread: str | None = None
    ) -> Posted | None:
        """Return the message posted with `key` since `oldest`, in a channel or in a thread of it.
        A channel by "#" and its name takes one more request than by its id."""
        channel_id = self._named(channel[1:]) if channel.startswith("#") else channel
        for message in self._messages(channel_id, oldest, thread):
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("key") == key:
                return Posted(channel_id, message["ts"])
        return None

    def open_form(self, trigger_id: str, view: Block) -> None:
        """Show a form to the user whose click gave the trigger, within 3 seconds of it."""
        _call("open a form", self._client.views_open, trigger_id=trigger_id, view=view)

    def tell(self, channel_id: str, user_id: str, message: Message) -> None:
        """Show a message to one user only, in a channel. It is gone when they reload."""
        _call(
            f"tell {user_id} in {channel_id}",
            self._client.chat_postEphemeral,
            channel=channel_id,
            user=user_id,
            text=message.text,
            blocks=list(message.blocks),
        )

    def email_of(self, user_id: str) -> str | None:
        """Return the confirmed address of a user of our own workspace, else None. In a shared
        channel people of other companies click too, and their admins choose their addresses."""
        user = _call(f"look up {user_id}", self._client.users_info, user=user_id)["user"]
        ours = user.get("team_id") == self._team and not user.get("deleted")
        if not ours or user.get("is_bot") or not user.get("is_email_confirmed", True):
            return None
        return user.get("profile", {}).get("email") or None

    def id_of(self, email: str) -> str | None:
        """Return the id of the user with an address, None also if Slack does not answer now."""
        try:
            found = _call("look up an address", self._client.users_lookupByEmail, email=email)
        except (SlackDown, SlackRefused):
            return None
        return str(found["user"]["id"])

    @cached_property
    def _team(self) -> str:
        team: str = _call("look up the bot", self._client.auth_test)["team_id"]
        return team

    def _named(self, name: str) -> str:
        kinds = "public_channel,private_channel"
        for channel in self._all("channels", self._client.conversations_list, types=kinds):
            if channel["name"] == name:
                return str(channel["id"])
        raise SlackRefused(f"look up #{name}: no such channel for the bot; {INVITE}")

    def _messages(
        self, channel_id: str, oldest: datetime, thread: str | None
    ) -> Iterator[dict[str, Any]]:
        method: Callable[..., SlackResponse] = self._client.conversations_history
        where = {}
        if thread:
            method, where = self._client.conversations_replies, {"ts": thread}
        return self._all(
            "messages", method, channel=channel_id, **where, oldest=f"{oldest.timestamp():.6f}",
            inclusive=True, include_all_metadata=True,
        )  # fmt: skip

    def _all(
        self, items: str, method: "Callable[..., SlackResponse]", **arguments: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the items of every page of a listing."""
        cursor: str | None = None
        while cursor != "":
            answer = _call(f"read {items}", method, **arguments, cursor=cursor, limit=PAGE)
            yield from answer[items]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""


def _client(token: str, base_url: str | None) -> "WebClient":
    from urllib.error import URLError

    from slack_sdk import WebClient
    from slack_sdk.http_retry import (
        ConnectionErrorRetryHandler,
        HttpRequest,
        HttpResponse,
        RateLimitErrorRetryHandler,
        RetryState,
    )

    class ShortWaits(RateLimitErrorRetryHandler):
        def _can_retry(
            self,
            *,
            state: RetryState,
            request: HttpRequest,
            response: HttpResponse | None = None,
            error: Exception | None = None,
        ) -> bool:
            if response is None or response.status_code != 429:
                return False
            return (retry_after(response.headers) or 0) <= SHORT_WAIT

    # A URLError is raised before the request is out. Whatever comes after it may be a lost answer.
    unsent = ConnectionErrorRetryHandler(error_types=[URLError])
    return WebClient(
        token,
        base_url or WebClient.BASE_URL,
        timeout=TIMEOUT,
        retry_handlers=[unsent, ShortWaits()],
    )


def _call(what: str, method: "Callable[..., SlackResponse]", **arguments: Any) -> Any:
    from slack_sdk.errors import SlackApiError

    try:
        return method(**arguments).data
    except SlackApiError as error:
        raise failure(what, error.response) from error
    except (OSError, HTTPException) as error:
        raise SlackDown(f"{what}: no answer from Slack ({error!r})") from error
