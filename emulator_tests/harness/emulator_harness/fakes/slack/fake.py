"""The fake as tests use it: a server in a thread of its own, and the workspace at hand."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import requests

from emulator_harness.fakes.service import Service

from .browser import Browser
from .clicks import Values, button_click, signed, view_submission
from .server import Fault, Server
from .workspace import Json, SlackUser, Workspace

CHANNELS = ("customer-health", "support-logs")
TOKEN = "xoxb-made-up"
SIGNING_SECRET = "made-up-signing-secret"


class SlackFake(Service):
    """A workspace whose bot has `token`, with the given channels and users; the channels' ids
    count from C0000000001. `rate` is how many posts a second a channel takes, None is no limit.

    `url` is a page with the channels. With `interactions_url`, where the app takes what Slack
    sends it, the buttons on that page work: a person clicks as one of the users.
    """

    def __init__(
        self,
        channels: Iterable[str] = CHANNELS,
        *,
        users: Iterable[SlackUser] = (),
        interactions_url: str | None = None,
        token: str = TOKEN,
        signing_secret: str = SIGNING_SECRET,
        rate: float | None = 1,
        port: int = 0,
    ) -> None:
        self.workspace = Workspace(channels, users)
        self.browser = Browser(self.workspace, signing_secret, interactions_url)
        self.server = Server(self.workspace, token, self.browser, rate)
        self.token = token
        self.signing_secret = signing_secret
        super().__init__(self.server.app(), port)

    @property
    def api_url(self) -> str:
        """What stands for https://slack.com/api/."""
        return f"{self.url}/api/"

    @property
    def rate(self) -> float | None:
        return self.server.rate

    @rate.setter
    def rate(self, rate: float | None) -> None:
        self.server.rate = rate

    @property
    def interactions_url(self) -> str | None:
        return self.browser.interactions_url

    @interactions_url.setter
    def interactions_url(self, url: str | None) -> None:
        self.browser.interactions_url = url

    @property
    def calls(self) -> list[tuple[str, Json]]:
        """Every API call that arrived: its method and arguments."""
        return self.server.calls

    @property
    def views(self) -> list[Json]:
        """The forms that were opened, the newest last."""
        return self.workspace.views

    @property
    def whispers(self) -> list[Json]:
        """The messages that one user alone has seen."""
        return self.workspace.whispers

    def channel_id(self, name: str) -> str:
        return self.workspace.channel(name).id

    def messages(self, channel: str) -> list[Json]:
        """A channel's messages and replies, the oldest first, by its name or id."""
        return self.inside(lambda: deepcopy(self.workspace.channel(channel).messages))

    def add_channel(self, name: str, *, member: bool = True, archived: bool = False) -> str:
        """A channel that the bot is a member of, or not; gives its id."""
        return self.workspace.add_channel(name, member=member, archived=archived)

    def add_user(self, email: str | None, name: str = "ann", **fields: Any) -> str:
        """A user with an e-mail address; `fields` are users.info's. Gives the user's id."""
        return self.workspace.add_user(email, name, **fields)

    def fail(self, **fault: Any) -> None:
        """Make the next calls go wrong; see `Fault`."""
        self.server.faults.append(Fault(**fault))

    def reset(self) -> None:
        self.server.reset()

    def click(self, message: Json, action_id: str, user: str, to: str) -> requests.Response:
        """A user (id) clicks a message's button, and Slack tells the app at the URL `to`."""
        where = self.workspace.channel_of(message["ts"])
        trigger = self.workspace.new_trigger(user)
        clicker = self.workspace.users[user]
        return self.send(button_click(message, where.shape, action_id, clicker, trigger), to)

    def submit_view(
        self, values: Values, user: str, to: str, view: Json | None = None
    ) -> requests.Response:
        """A user sends a form off (by default the one opened last) with values by block_id and
        action_id."""
        trigger = self.workspace.new_trigger(user)
        submitter = self.workspace.users[user]
        return self.send(view_submission(view or self.views[-1], values, submitter, trigger), to)

    def send(self, payload: Json, to: str, *, at: float | None = None) -> requests.Response:
        """POST any interaction's payload, signed at that time."""
        body, headers = signed(payload, self.signing_secret, at)
        return requests.post(to, data=body, headers=headers, timeout=30)
