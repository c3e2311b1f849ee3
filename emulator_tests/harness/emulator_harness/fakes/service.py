"""A small web server of a test's own: what every fake of a vendor's service stands on."""

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from emulator_harness.fakes.faults import Faults
from emulator_harness.ports import HOST

Read = TypeVar("Read")


class Service:
    """An application on loopback, in a thread of its own; `port` 0 is any that is free."""

    def __init__(self, app: web.Application, port: int = 0) -> None:
        self._app = app
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def inside(self, act: Callable[[], Read]) -> Read:
        """What `act` gives in the server's thread, where no request is half done."""

        async def run() -> Read:
            return act()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    async def _listen(self) -> None:
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        if self._runner:
            await self._runner.cleanup()


class VendorService(Service):
    """One whose requests go wrong when a test asks for it."""

    def __init__(self, app: web.Application, faults: Faults, port: int = 0) -> None:
        super().__init__(app, port)
        self.faults = faults

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Every request that arrived: its method, and its path with the query."""
        return self.faults.calls

    def fail(self, **fault: Any) -> None:
        """Make the next requests go wrong; see `Fault`."""
        self.inside(lambda: self.faults.fail(**fault))
