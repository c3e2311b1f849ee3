"""Faults that a test injects into a vendor's fake, the same for every vendor."""

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
    """What happens to the next `times` requests (None: all from now on) that match.

    A request matches if its path starts with `path` and its method is `method` (None: any).
    `delay` (seconds) passes first. `status` answers with that status and the vendor's error body,
    and with a Retry-After header if `retry_after` is given; `body` answers with these bytes;
    `drop` closes the connection. In these three cases the request is not carried out.
    `lose_answer` carries it out, and closes the connection instead of answering.
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
        """Return whether the request is hit, and count `times` down."""
        if self.times == 0 or not request.path.startswith(self.path):
            return False
        if (self.method or request.method) != request.method:
            return False
        self.times = self.times and self.times - 1
        return True


@dataclass
class Faults:
    """The pending faults, and `calls`: each request so far as (method, path with query).

    `error_body` returns the vendor's JSON for an HTTP status.
    """

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
        async def inject_fault(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.calls.append((request.method, request.path_qs))
            fault = next((one for one in self.pending if one.hits(request)), Fault())
            await asyncio.sleep(fault.delay)
            if fault.drop:
                return _drop_connection(request)
            if fault.status is not None or fault.body is not None:
                return self._fault_response(fault)
            answer = await handler(request)
            return _drop_connection(request) if fault.lose_answer else answer

        return inject_fault

    def _fault_response(self, fault: Fault) -> web.Response:
        status = fault.status or 200
        after = fault.retry_after
        headers = {} if after is None else {"Retry-After": str(after)}
        if fault.body is not None:
            return web.Response(status=status, body=fault.body, headers=headers)
        return web.json_response(self.error_body(status), status=status, headers=headers)


def _drop_connection(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
