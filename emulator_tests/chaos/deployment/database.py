"""The bundled database server, in a thread of this process. Its events wait to be delivered, and a
call can be killed or stopped at a write."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from weakref import WeakSet

import msgspec

from emulator_harness import Database
from emulator_harness.ports import HOST
from emulator_harness.rtdb.data.rules import load_rules
from emulator_harness.rtdb.eventing.delivery import Counts
from emulator_harness.rtdb.eventing.event_faults import EventFaults
from emulator_harness.rtdb.eventing.events import Event
from emulator_harness.rtdb.faults import RequestFault
from emulator_harness.rtdb.rest.connection import Connection
from emulator_harness.rtdb.rest.message import Request, Response, error
from emulator_harness.rtdb.server import Server

Json = Any
Result = TypeVar("Result")
Way = Literal["killed before", "killed after", "stopped after", "unanswered"]
NAMESPACE = "demo-chaos"
READS = {"GET", "HEAD"}
CONTROLS = ("/.harness/", "/.settings/", "/.inspect/")
LOST = msgspec.structs.replace(error(503, "its sender was killed"), drop=True)


class Inbox:
    """Keeps the events of all writes, in place of sending them."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def put(self, events: Iterable[Event]) -> None:
        self.events += events

    def set_faults(self, faults: EventFaults) -> None: ...

    def counts(self) -> Counts:
        return Counts()


@dataclass
class Interruption:
    """What happens to a call at its write number `at`, counted from 1.

    It is killed before the write is carried out, or after, without its answer; or it is stopped
    after the write, until somebody continues it; or the answer is lost, and nothing else happens.
    `hit` is set by then.
    """

    way: Way
    at: int
    hit: threading.Event = field(default_factory=threading.Event)

    @property
    def kills(self) -> bool:
        return self.way.startswith("killed")


class WatchedServer(Server):
    """The server, which knows the call that is running. `writes` are the paths of its writes."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(inbox)  # type: ignore[arg-type]
        self.pid: Future[int] = Future()
        self.interruption: Interruption | None = None
        self.writes: list[tuple[str, ...]] = []
        self.dead = False

    def __call__(self, request: Request) -> Response:
        if request.path.startswith(CONTROLS):
            return super().__call__(request)
        if self.dead:
            return LOST
        if request.verb in READS:
            return super().__call__(request)
        self.writes.append(roots(request))
        planned = self.interruption
        if planned is None or planned.at != len(self.writes):
            return super().__call__(request)
        if planned.way == "killed before":
            return self._kill(planned)
        response = super().__call__(request)
        if planned.way == "killed after":
            return self._kill(planned)
        planned.hit.set()
        if planned.way == "unanswered":
            return msgspec.structs.replace(response, drop=True)
        os.kill(self.pid.result(10), signal.SIGSTOP)
        return response

    def _kill(self, planned: Interruption) -> Response:
        os.kill(self.pid.result(10), signal.SIGKILL)
        self.dead = True
        planned.hit.set()
        return LOST


def roots(request: Request) -> tuple[str, ...]:
    """Return the top-level keys that a write changes."""
    paths = [request.database_path]
    if request.verb == "PATCH":
        paths = [f"{request.database_path}/{key}" for key in msgspec.json.decode(request.body)]
    return tuple(sorted({path.strip("/").partition("/")[0] for path in paths}))


class DatabaseServer:
    """A running server, with the deployment's rules. A context manager."""

    def __init__(self, rules: str) -> None:
        self.inbox = Inbox()
        self.server = WatchedServer(self.inbox)
        self.server._rest.databases[NAMESPACE].rules = load_rules(rules)
        self._connections = WeakSet[Connection]()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> "DatabaseServer":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.client._http.close()
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> None:
        def connect() -> Connection:
            connection = Connection(self.server, self.server.preparation)
            self._connections.add(connection)
            return connection

        self._listener = await self._loop.create_server(connect, HOST, 0, backlog=1024)
        self.port = self._listener.sockets[0].getsockname()[1]
        self.client = Database(f"http://{HOST}:{self.port}", NAMESPACE)

    async def _close(self) -> None:
        self._listener.close()
        for connection in self._connections:
            if connection._transport:
                connection._transport.abort()
        await asyncio.sleep(0)

    def inside(self, function: Callable[[], Result]) -> Result:
        """Call `function` between two requests, and return its result."""
        result: Future[Result] = Future()
        self._loop.call_soon_threadsafe(lambda: result.set_result(function()))
        return result.result(10)

    def expect_call(self, interruption: Interruption | None) -> None:
        """Count the writes of a new call from here on."""

        def expect() -> None:
            server = self.server
            server.pid, server.interruption = Future(), interruption
            server.dead, server.writes = False, []

        self.inside(expect)

    def register(self, name: str, path: str, event: str) -> None:
        """Register a function's trigger."""
        given = {
            "name": f"projects/{NAMESPACE}/locations/us-central1/triggers/{name}",
            "path": path,
            "event": event,
            "namespacePattern": "*",
        }
        self.inside(lambda: self.server._triggers.register(msgspec.json.encode(given)))

    def load(self, data: Json) -> None:
        """Replace all data, without events and faults."""
        self.fail()
        self.expect_call(None)
        self.client.import_dump(data)
        self.inside(self.inbox.events.clear)

    def dump(self) -> Json:
        """Return all data, as a client reads it."""
        self.expect_call(None)
        return self.client.get("/") or {}

    def fail(self, *faults: RequestFault) -> None:
        """Inject faults into requests, in place of those before."""

        def fail() -> None:
            self.server._faults.requests[:] = faults

        self.inside(fail)
