"""The Web API methods: each checks its arguments, changes the workspace and returns the answer."""

from collections.abc import Callable, Iterable
from typing import Any

from .limits import is_too_long, message_problems, view_problems
from .workspace import BOT, BOT_USER, TEAM, Channel, Json, Workspace

POST_TEXT = 40_000
UPDATE_TEXT = 4_000


class SlackError(Exception):
    """An error, which Slack answers with HTTP 200 and `ok: false`."""

    def __init__(self, error: str, messages: Iterable[str] = ()) -> None:
        super().__init__(error)
        listed = [f"[ERROR] {message}" for message in messages]
        more = {"errors": list(messages), "response_metadata": {"messages": listed}}
        self.answer: Json = {"ok": False, "error": error, **(more if listed else {})}


def _auth_test(workspace: Workspace, _: Json) -> Json:
    return {
        "url": "https://fake.slack.com/",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
    }


def _post(workspace: Workspace, arguments: Json) -> Json:
    channel = _writable(workspace, arguments)
    content = _content(arguments, POST_TEXT)
    ts = workspace.now()
    message = {"type": "message", "user": BOT_USER, "bot_id": BOT, "ts": ts, **content}
    if parent := arguments.get("thread_ts"):
        first = channel.message(parent)
        if first is None:
            raise SlackError("thread_not_found")
        message["thread_ts"] = first.get("thread_ts", parent)
    if arguments.get("metadata"):
        message["metadata"] = _metadata(arguments["metadata"])
    channel.messages.append(message)
    return {"channel": channel.id, "ts": ts, "message": message}


def _whisper(workspace: Workspace, arguments: Json) -> Json:
    channel = _writable(workspace, arguments)
    if arguments.get("user") not in workspace.users:
        raise SlackError("user_not_in_channel")
    said = {"channel": channel.id, "user": arguments["user"]}
    workspace.whispers.append({**said, **_content(arguments, POST_TEXT)})
    return {"message_ts": workspace.now()}


def _update(workspace: Workspace, arguments: Json) -> Json:
    channel = _channel_by_id(workspace, arguments)
    message = channel.message(arguments.get("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if channel.archived:
        raise SlackError("is_inactive")
    if message["user"] != BOT_USER:
        raise SlackError("cant_update_message")
    content = _content(arguments, UPDATE_TEXT)
    if "text" in arguments and "blocks" not in arguments:
        message.pop("blocks", None)
    message.update(content, edited={"user": BOT_USER, "ts": workspace.now()})
    _update_metadata(message, arguments)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}


def _update_metadata(message: Json, arguments: Json) -> None:
    """Keep metadata that an update doesn't name; an empty object deletes it."""
    if arguments.get("metadata") == {}:
        message.pop("metadata", None)
    elif "metadata" in arguments:
        message["metadata"] = _metadata(arguments["metadata"])


def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    tops = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"]]
    found = [one for one in reversed(tops) if _is_between(one, arguments)]
    return _page("messages", found, arguments, 100)


def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    parent = channel.message(arguments.get("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    replies = [one for one in channel.messages if one.get("thread_ts") == parent["ts"]]
    found = [parent, *(one for one in replies if _is_between(one, arguments))]
    return _page("messages", found, arguments, 1000)


def _list(workspace: Workspace, arguments: Json) -> Json:
    return _page("channels", [one.shape for one in workspace.channels.values()], arguments, 100)


def _user(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.users.get(str(arguments.get("user")))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user}


def _user_by_email(workspace: Workspace, arguments: Json) -> Json:
    for user in workspace.users.values():
        if user["profile"].get("email") == arguments.get("email") and not user["deleted"]:
            return {"user": user}
    raise SlackError("users_not_found")


def _open(workspace: Workspace, arguments: Json) -> Json:
    trigger, view = str(arguments.get("trigger_id")), arguments.get("view")
    if trigger not in workspace.triggers:
        raise SlackError("invalid_trigger_id")
    if trigger in workspace.exchanged:
        raise SlackError("exchanged_trigger_id")
    if problems := view_problems(view):
        raise SlackError("invalid_arguments", problems)
    workspace.exchanged.add(trigger)
    opened: Json = {"id": f"V{len(workspace.views) + 1:010}", "team_id": TEAM, **(view or {})}
    workspace.views.append(opened)
    workspace.open_forms[workspace.triggers[trigger]] = opened
    return {"view": opened}


def _writable(workspace: Workspace, arguments: Json) -> Channel:
    try:
        channel = workspace.channel(str(arguments.get("channel")))
    except KeyError:
        raise SlackError("channel_not_found") from None
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.member:
        raise SlackError("not_in_channel")
    return channel


def _readable(workspace: Workspace, arguments: Json) -> Channel:
    channel = _channel_by_id(workspace, arguments)
    if not channel.member:
        raise SlackError("not_in_channel")
    return channel


def _channel_by_id(workspace: Workspace, arguments: Json) -> Channel:
    channel = workspace.channels.get(str(arguments.get("channel")))
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def _content(arguments: Json, longest: int) -> Json:
    """Return the text and blocks of a message. Raises SlackError for what Slack refuses."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks")
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    if not blocks:
        return {"text": text}
    if problems := message_problems(blocks):
        raise SlackError("invalid_blocks", problems)
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return {"text": text, "blocks": blocks}


def _metadata(metadata: Any) -> Json:
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    return metadata


def _is_between(message: Json, arguments: Json) -> bool:
    oldest, latest = arguments.get("oldest"), arguments.get("latest")
    ts, ends = float(message["ts"]), {float(end) for end in (oldest, latest) if end}
    if ts in ends:
        return _is_true(arguments.get("inclusive"))
    return float(oldest or 0) < ts < float(latest or "inf")


def _page(name: str, items: list[Json], arguments: Json, default: int) -> Json:
    start = int(str(arguments.get("cursor") or "0").removeprefix("from"))
    end = start + min(int(arguments.get("limit") or default), 999)
    hidden = () if _is_true(arguments.get("include_all_metadata")) else ("metadata",)
    shown = [{k: v for k, v in one.items() if k not in hidden} for one in items[start:end]]
    more = end < len(items)
    cursor = f"from{end}" if more else ""
    return {name: shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


def _is_true(value: object) -> bool:
    return value in (True, "true", "True", "1", 1)


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "auth.test": _auth_test,
    "chat.postMessage": _post,
    "chat.postEphemeral": _whisper,
    "chat.update": _update,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "conversations.list": _list,
    "users.info": _user,
    "users.lookupByEmail": _user_by_email,
    "views.open": _open,
}
