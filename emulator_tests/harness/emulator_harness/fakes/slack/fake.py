"""The Slack fake as tests use it: a running server, with access to its workspace."""

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
    """A workspace whose bot has `token`, with the given channels and users.

    The channels' ids count from C0000000001. `rate` is the number of posts that a channel
    accepts a second; None is no limit.

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
        """The base URL that replaces https://slack.com/api/."""
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
        """Every API call so far: its method and arguments."""
        return self.server.calls

    @property
    def views(self) -> list[Json]:
        """The forms that were opened, oldest first."""
        return self.workspace.views

    @property
    def whispers(self) -> list[Json]:
        """The ephemeral messages, each with the `user` who alone sees it."""
        return self.workspace.whispers

    def channel_id(self, name: str) -> str:
        return self.workspace.channel(name).id

    def messages(self, channel: str) -> list[Json]:
        """Return the messages and replies of a channel (name or id), oldest first."""
        return self.inside(lambda: deepcopy(self.workspace.channel(channel).messages))

    def add_channel(self, name: str, *, member: bool = True, archived: bool = False) -> str:
        """Add a channel and return its id. `member` is whether the bot is in it."""
        return self.workspace.add_channel(name, member=member, archived=archived)

    def add_user(self, email: str | None, name: str = "ann", **fields: Any) -> str:
        """Add a user and return the id. `fields` are more fields of users.info."""
        return self.workspace.add_user(email, name, **fields)

    def fail(self, **fault: Any) -> None:
        """Inject a fault into the next calls; the arguments are those of `Fault`."""
        self.server.faults.append(Fault(**fault))

    def reset(self) -> None:
        self.server.reset()

    def click(self, message: Json, action_id: str, user: str, to: str) -> requests.Response:
        """Click a message's button as a user (id): sends the click to the app at the URL `to`."""
        where = self.workspace.channel_of(message["ts"])
        trigger = self.workspace.new_trigger(user)
        clicker = self.workspace.users[user]
        return self.send(button_click(message, where.shape, action_id, clicker, trigger), to)

    def submit_view(
        self, values: Values, user: str, to: str, view: Json | None = None
    ) -> requests.Response:
        """Submit a form as a user (id), by default the form opened last.

        `values` are by block_id and action_id.
        """
        trigger = self.workspace.new_trigger(user)
        submitter = self.workspace.users[user]
        return self.send(view_submission(view or self.views[-1], values, submitter, trigger), to)

    def send(self, payload: Json, to: str, *, at: float | None = None) -> requests.Response:
        """POST an interaction's payload to the app, signed at the time `at` (now)."""
        body, headers = signed(payload, self.signing_secret, at)
        return requests.post(to, data=body, headers=headers, timeout=30)
