"""The HTTP side of the workspace: tokens, the rate limit on posts, and injected faults."""

import asyncio
import json
import math
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .browser import Browser
from .methods import METHODS, SlackError
from .workspace import Json, Workspace

NESTED = ("blocks", "metadata", "view")


@dataclass
class Fault:
    """What happens to the next `times` calls of `method` (None: any).

    `delay` (seconds) passes first. `status` answers with that status: a 429 with Retry-After
    `retry_after` seconds, or a 5xx. `error` answers with `ok: false`. In both cases the call is
    not carried out. `lose_answer` carries it out, and closes the connection instead of answering.
    """

    times: int = 1
    method: str | None = None
    status: int | None = None
    error: str | None = None
    retry_after: int = 30
    lose_answer: bool = False
    delay: float = 0

    def hits(self, method: str) -> bool:
        """Return whether the call is hit, and count `times` down."""
        if self.times == 0 or (self.method or method) != method:
            return False
        self.times -= 1
        return True


@dataclass
class Server:
    """Answers the API. `rate` is in posts a second and channel; None is no limit."""

    workspace: Workspace
    token: str
    browser: Browser
    rate: float | None = 1
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    _posted: dict[str, float] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.add_routes(self.browser.routes())
        app.router.add_get("/__/messages", self._messages)
        app.router.add_delete("/__/messages", self._reset)
        return app

    def messages(self) -> dict[str, list[Json]]:
        return {one.name: one.messages for one in self.workspace.channels.values()}

    def reset(self) -> None:
        """Forget messages, forms, faults and calls; channels and users stay."""
        self.workspace.clear()
        self.faults.clear()
        self.calls.clear()
        self._posted.clear()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            arguments = await _arguments(request)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, arguments))
        fault = next((one for one in self.faults if one.hits(method)), Fault())
        await asyncio.sleep(fault.delay)
        if fault.status:
            return (
                _rate_limited(fault.retry_after)
                if fault.status == 429
                else _server_error(fault.status)
            )
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        answer = self._answer(method, arguments, token or str(arguments.get("token", "")))
        if fault.lose_answer and request.transport:
            request.transport.abort()
        return answer

    def _answer(self, method: str, arguments: Json, token: str) -> web.Response:
        if token != self.token:
            return web.json_response(
                {"ok": False, "error": "invalid_auth" if token else "not_authed"}
            )
        if method not in METHODS:
            return web.json_response({"ok": False, "error": "unknown_method"})
        if method == "chat.postMessage" and (wait := self._wait(arguments)):
            return _rate_limited(wait)
        try:
            return web.json_response({"ok": True, **METHODS[method](self.workspace, arguments)})
        except SlackError as error:
            return web.json_response(error.answer)

    def _wait(self, arguments: Json) -> int:
        """Return the whole seconds until the channel accepts a post; 0 if it accepts one now."""
        if self.rate is None:
            return 0
        try:
            channel = self.workspace.channel(str(arguments.get("channel"))).id
        except KeyError:
            return 0
        now = time.monotonic()
        rest = self._posted.get(channel, -math.inf) + 1 / self.rate - now
        if rest > 0:
            return math.ceil(rest)
        self._posted[channel] = now
        return 0

    async def _messages(self, _: web.Request) -> web.Response:
        return web.json_response(self.messages())

    async def _reset(self, _: web.Request) -> web.Response:
        self.reset()
        return web.json_response({})


async def _arguments(request: web.Request) -> Json:
    """Return the arguments from JSON, a form or the query.

    Nested arguments of a form are JSON in strings.
    """
    if request.content_type == "application/json":
        body: Any = json.loads(await request.text() or "{}")
        return body if isinstance(body, dict) else {}
    given: Json = {**request.query, **await request.post()}
    for name in NESTED:
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def _rate_limited(wait: int) -> web.Response:
    headers = {"Retry-After": str(wait)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _server_error(status: int) -> web.Response:
    return web.Response(status=status, text="<html>upstream error</html>", content_type="text/html")
