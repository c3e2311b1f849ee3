"""The SMTP fake as tests use it: a mail server, and a page with the mails."""

import asyncio
from copy import deepcopy
from ssl import SSLContext
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP

from emulator_harness.fakes.service import Service
from emulator_harness.ports import HOST

from .page import render
from .sink import Refusal, Sink

Json = Any


class SmtpFake(Service):
    """A mail server on `smtp_port`; `url` is a page with the mails.

    With `tls` it offers STARTTLS. With `login` (user, password), which needs `tls`, it accepts
    mail only after that login.
    """

    def __init__(
        self,
        *,
        tls: SSLContext | None = None,
        login: tuple[str, str] | None = None,
        port: int = 0,
        smtp_port: int = 0,
    ) -> None:
        self.sink = Sink(login)
        self.smtp_port = smtp_port
        self._tls = tls
        self._server: asyncio.Server | None = None
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/__/messages", self._messages)
        app.router.add_delete("/__/messages", self._forget)
        super().__init__(app, port)

    @property
    def smtp_url(self) -> str:
        return f"smtp://{HOST}:{self.smtp_port}"

    @property
    def messages(self) -> list[Json]:
        """The mails, oldest first, each with from, to, subject, messageId, headers, text, html,
        calendar."""
        return self.inside(lambda: deepcopy(self.sink.messages))

    def refuse(self, **refusal: Any) -> None:
        """Refuse the next mails; the arguments are those of `Refusal`."""
        self.sink.refusals.append(Refusal(**refusal))

    def reset(self) -> None:
        self.inside(self.sink.reset)

    async def _listen(self) -> None:
        await super()._listen()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, HOST, self.smtp_port)
        self.smtp_port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        await super()._close()

    def _connection(self) -> SMTP:
        return SMTP(
            self.sink,
            enable_SMTPUTF8=True,
            # The default is a DNS look-up, which may take seconds.
            hostname="localhost",
            tls_context=self._tls,
            authenticator=self.sink.authenticate,
            auth_required=self.sink.login is not None,
            loop=asyncio.get_running_loop(),
        )

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=render(self.sink.messages), content_type="text/html")

    async def _messages(self, _: web.Request) -> web.Response:
        return web.json_response(self.sink.messages)

    async def _forget(self, _: web.Request) -> web.Response:
        self.sink.reset()
        return web.json_response({})
