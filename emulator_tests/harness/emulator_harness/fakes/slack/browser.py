"""The page for a browser: it shows the channels, and sends the app the clicks made on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from yarl import URL

from .clicks import Values, button_click, signed, view_submission
from .page import Page, render
from .workspace import Json, Workspace

_TIMEOUT = aiohttp.ClientTimeout(total=30)


@dataclass
class Browser:
    """Serves the page. `interactions_url` is where the app accepts clicks and forms from Slack;
    without it the buttons don't work.

    The user to click as is in the page's address (`?user=U0000000001`), so that two windows can
    be two users.
    """

    workspace: Workspace
    signing_secret: str
    interactions_url: str | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._show),
            web.post("/__/click", self._click),
            web.post("/__/submit", self._submit),
            web.post("/__/cancel", self._cancel),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        user = request.query.get("user", "")
        if user not in self.workspace.users:
            user = next(iter(self.workspace.users), "")
        can_click = bool(user and self.interactions_url)
        page = Page(self.workspace, user, can_click, request.query.get("note", ""))
        return web.Response(text=render(page), content_type="text/html")

    async def _click(self, request: web.Request) -> web.Response:
        """Send the app the click on a message's button."""
        form = await _fields(request)
        user = self._user(form)
        try:
            channel = self.workspace.channel_of(form.get("ts"))
            message = channel.message(form.get("ts")) or {}
            trigger = self.workspace.new_trigger(user["id"])
            action = form.get("action_id", "")
            payload = button_click(message, channel.shape, action, user, trigger)
        except LookupError:
            raise web.HTTPNotFound(text="This message or button is no longer there.") from None
        status, answer = await self._send(payload)
        raise _back_to(user["id"], "" if status == 200 else _refusal(status, answer))

    async def _submit(self, request: web.Request) -> web.Response:
        """Send the app the user's open form, and close it unless the app answers with errors."""
        form = await _fields(request)
        user = self._user(form)
        view = self.workspace.open_forms.get(user["id"])
        if view is None:
            raise web.HTTPNotFound(text="This form is no longer open.")
        trigger = self.workspace.new_trigger(user["id"])
        payload = view_submission(view, _values(view, form), user, trigger)
        status, answer = await self._send(payload)
        if status != 200:
            raise _back_to(user["id"], _refusal(status, answer))
        if isinstance(answer, dict) and answer.get("response_action") == "errors":
            raise _back_to(user["id"], " ".join(map(str, answer["errors"].values())))
        self.workspace.open_forms.pop(user["id"], None)
        raise _back_to(user["id"])

    async def _cancel(self, request: web.Request) -> web.Response:
        user = self._user(await _fields(request))
        self.workspace.open_forms.pop(user["id"], None)
        raise _back_to(user["id"])

    def _user(self, form: Mapping[str, str]) -> Json:
        user = self.workspace.users.get(form.get("user", ""))
        if user is None:
            raise web.HTTPNotFound(text="There is no such user.")
        return user

    async def _send(self, payload: Json) -> tuple[int, object]:
        """Return the app's status (0: no answer) and its answer, decoded if it is JSON."""
        if self.interactions_url is None:
            raise web.HTTPNotFound(text="This fake doesn't know the app's interactions_url.")
        body, headers = signed(payload, self.signing_secret)
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, headers=headers) as session,
                session.post(self.interactions_url, data=body) as response,
            ):
                if response.content_type == "application/json":
                    return response.status, await response.json()
                return response.status, await response.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            return 0, f"{self.interactions_url} does not answer: {error}"


async def _fields(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _values(view: Json, form: Mapping[str, str]) -> Values:
    """Return the typed values by block and action; the HTML fields are named block/action."""
    inputs = [block for block in view["blocks"] if block.get("type") == "input"]
    names = [(str(one.get("block_id")), str(one["element"]["action_id"])) for one in inputs]
    return {block: {action: form.get(f"{block}/{action}", "")} for block, action in names}


def _refusal(status: int, answer: object) -> str:
    return f"The app answered {status}: {answer}" if status else str(answer)


def _back_to(user: str, note: str = "") -> web.HTTPSeeOther:
    query = {"user": user, **({"note": note[:500]} if note else {})}
    return web.HTTPSeeOther(URL("/").with_query(query))
