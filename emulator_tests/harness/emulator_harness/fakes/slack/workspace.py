"""The workspace: channels with their messages, users, forms and triggers."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0000000001"
BOT_USER = "U0000000000"
BOT = "B0000000001"


@dataclass
class Channel:
    id: str
    name: str
    member: bool = True
    archived: bool = False
    messages: list[Json] = field(default_factory=list)

    @property
    def shape(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": True,
            "is_archived": self.archived,
            "is_member": self.member,
        }

    def message(self, ts: object) -> Json | None:
        return next((one for one in self.messages if one["ts"] == ts), None)


class Workspace:
    def __init__(self, channels: Iterable[str]) -> None:
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, Json] = {}
        self.views: list[Json] = []
        self.whispers: list[Json] = []
        self.triggers: dict[str, bool] = {}
        self._last = 0
        for name in channels:
            self.add_channel(name)

    def add_channel(self, name: str, *, member: bool = True, archived: bool = False) -> str:
        channel = Channel(f"C{len(self.channels) + 1:010}", name, member, archived)
        self.channels[channel.id] = channel
        return channel.id

    def add_user(self, email: str | None, name: str, **fields: Any) -> str:
        user_id = f"U{len(self.users) + 1:010}"
        profile = {"real_name": name, **({"email": email} if email else {})}
        self.users[user_id] = {
            "id": user_id,
            "team_id": TEAM,
            "name": name,
            "deleted": False,
            "is_bot": False,
            "is_email_confirmed": True,
            "profile": profile,
            **fields,
        }
        return user_id

    def new_trigger(self) -> str:
        trigger = f"{self.now()}.1.fake"
        self.triggers[trigger] = True
        return trigger

    def channel(self, name: str) -> Channel:
        """By id, or by name as a post may give it. Raises KeyError."""
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if wanted in (channel.id, channel.name):
                return channel
        raise KeyError(name)

    def now(self) -> str:
        """A message's name: the time, made unique."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"
