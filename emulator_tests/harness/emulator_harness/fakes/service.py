"""The base of every fake: a small web server in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from emulator_harness.fakes.faults import Faults
from emulator_harness.ports import HOST

Result = TypeVar("Result")


class Service:
    """Serves an application on loopback while its context is open; `port` 0 is any free port."""

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

    def inside(self, function: Callable[[], Result]) -> Result:
        """Call `function` in the server's thread, between two requests, and return its result."""

        async def run() -> Result:
            return function()

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
    """A service of a vendor, into whose requests a test can inject faults."""

    def __init__(self, app: web.Application, faults: Faults, port: int = 0) -> None:
        super().__init__(app, port)
        self.faults = faults

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Every request so far: its method, and its path with the query."""
        return self.faults.calls

    def fail(self, **fault: Any) -> None:
        """Inject a fault into the next requests; the arguments are those of `Fault`."""
        self.inside(lambda: self.faults.fail(**fault))
