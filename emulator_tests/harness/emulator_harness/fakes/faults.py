"""What goes wrong with a vendor's service when a test asks for it, whichever vendor's it is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Json = Any
ErrorBody = Callable[[int], Json]


@dataclass
class Fault:
    """What happens to the next `times` requests (None: to all from now on) whose path begins with
    `path` and whose method is `method` (None: any).

    `delay` seconds come first, whatever else happens. `status` answers in the vendor's place, in
    its shape, with Retry-After `retry_after` if that is given; `body` answers with these bytes.
    `drop` closes the connection. In all three cases nothing is done. `lose_answer` does what was
    asked, and closes the connection in place of an answer.
    """

    times: int | None = 1
    path: str = "/"
    method: str | None = None
    delay: float = 0
    status: int | None = None
    retry_after: float | str | None = None
    body: bytes | None = None
    drop: bool = False
    lose_answer: bool = False

    def hits(self, request: web.Request) -> bool:
        if self.times == 0 or not request.path.startswith(self.path):
            return False
        if (self.method or request.method) != request.method:
            return False
        self.times = self.times and self.times - 1
        return True


@dataclass
class Faults:
    """`error_body` is the vendor's JSON for an HTTP status. `calls` are the requests that arrived,
    as (method, path with query)."""

    error_body: ErrorBody
    pending: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def fail(self, **fault: Any) -> None:
        self.pending.append(Fault(**fault))

    def clear(self) -> None:
        self.pending.clear()
        self.calls.clear()

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def go_wrong(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.calls.append((request.method, request.path_qs))
            fault = next((one for one in self.pending if one.hits(request)), Fault())
            await asyncio.sleep(fault.delay)
            if fault.drop:
                return _dropped(request)
            if fault.status is not None or fault.body is not None:
                return self._instead(fault)
            answer = await handler(request)
            return _dropped(request) if fault.lose_answer else answer

        return go_wrong

    def _instead(self, fault: Fault) -> web.Response:
        status = fault.status or 200
        after = fault.retry_after
        headers = {} if after is None else {"Retry-After": str(after)}
        if fault.body is not None:
            return web.Response(status=status, body=fault.body, headers=headers)
        return web.json_response(self.error_body(status), status=status, headers=headers)


def _dropped(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
