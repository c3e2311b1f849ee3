"""The state of a workspace: channels with messages, users, forms and triggers."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
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


@dataclass(frozen=True)
class SlackUser:
    """A person in the workspace, with the id, name and e-mail address that users.info gives."""

    id: str
    name: str
    email: str | None = None


class Workspace:
    """What the workspace holds.

    `triggers` maps the id of each click to its user; `exchanged` are those that have opened a
    form already. `open_forms` maps a user to the form on the screen.
    """

    def __init__(self, channels: Iterable[str], users: Iterable[SlackUser] = ()) -> None:
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, Json] = {}
        self.views: list[Json] = []
        self.whispers: list[Json] = []
        self.triggers: dict[str, str] = {}
        self.exchanged: set[str] = set()
        self.open_forms: dict[str, Json] = {}
        self._last = 0
        for name in channels:
            self.add_channel(name)
        for user in users:
            self.add_user(user.email, user.name, user.id)

    def clear(self) -> None:
        """Forget messages and forms; channels and users stay."""
        for channel in self.channels.values():
            channel.messages.clear()
        self.views.clear()
        self.whispers.clear()
        self.open_forms.clear()

    def add_channel(self, name: str, *, member: bool = True, archived: bool = False) -> str:
        channel = Channel(f"C{len(self.channels) + 1:010}", name, member, archived)
        self.channels[channel.id] = channel
        return channel.id

    def add_user(
        self, email: str | None, name: str, user_id: str | None = None, **fields: Any
    ) -> str:
        user_id = user_id or self._free_user_id()
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

    def _free_user_id(self) -> str:
        ids = (f"U{number:010}" for number in count(len(self.users) + 1))
        return next(one for one in ids if one not in self.users)

    def new_trigger(self, user_id: str = "") -> str:
        """Return the id of a click, with which the app may open one form for its user."""
        trigger = f"{self.now()}.1.fake"
        self.triggers[trigger] = user_id
        return trigger

    def channel(self, name: str) -> Channel:
        """Return a channel by its id, or by its name with or without #. Raises KeyError."""
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if wanted in (channel.id, channel.name):
                return channel
        raise KeyError(name)

    def channel_of(self, ts: object) -> Channel:
        """Return the channel of a message. Raises KeyError."""
        for channel in self.channels.values():
            if channel.message(ts):
                return channel
        raise KeyError(ts)

    def now(self) -> str:
        """Return the present time as a message's unique timestamp (`ts`)."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"
