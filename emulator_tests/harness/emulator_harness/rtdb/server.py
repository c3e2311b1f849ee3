"""The server: the data, and beside it what the firebase CLI and the tests ask for."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import msgspec

from .connection import Connection
from .counters import Counters
from .delivery import Delivery
from .faults import Faults, RequestFault
from .message import Request, Response, error
from .rest import Rest
from .rules import load_rules
from .tree import BadRequestError
from .triggers import Triggers

Control: TypeAlias = Callable[[Request], object]


class Server:
    """Answers every request; all of it is kept in memory."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._triggers = Triggers()
        self._rest = Rest(self._triggers, delivery)
        self._faults = Faults()
        self._counters = Counters()
        self._controls: dict[tuple[str, str], Control] = {
            ("GET", "/.settings/rules.json"): self._read_rules,
            ("PUT", "/.settings/rules.json"): self._load_rules,
            ("POST", "/.settings/functionTriggers.json"): self._register,
            ("PUT", "/.settings/functionTriggers.json"): self._register,
            ("GET", "/.inspect/databases.json"): self._list_databases,
            ("GET", "/.harness/counters"): lambda _: self._counters.snapshot(),
            ("DELETE", "/.harness/counters"): self._reset_counters,
            ("GET", "/.harness/events"): lambda _: self._delivery.counts(),
            ("GET", "/.harness/faults"): lambda _: self._faults,
            ("PUT", "/.harness/faults"): self._set_faults,
            ("DELETE", "/.harness/faults"): lambda _: self._use(Faults()),
        }

    def __call__(self, request: Request) -> Response:
        if request.path.startswith(("/.harness/", "/.settings/", "/.inspect/")):
            return self._control(request)
        fault = self._fault(request)
        response = self._faulty(request, fault) if fault else self._rest(request)
        self._count(request, response)
        return response

    def _control(self, request: Request) -> Response:
        control = self._controls.get((request.method, request.path))
        if control is None:
            return error(404, f"There is no {request.method} {request.path}")
        try:
            return Response(200, msgspec.json.encode(control(request)))
        except BadRequestError as invalid:
            return error(400, str(invalid))

    def _fault(self, request: Request) -> RequestFault | None:
        if not self._faults.requests:
            return None
        paths = [request.place, *_paths_below(request)]
        return next((f for f in self._faults.requests if f.hits(request.verb, paths)), None)

    def _faulty(self, request: Request, fault: RequestFault) -> Response:
        if fault.status is None:
            response = self._rest(request)
        else:
            response = error(fault.status, "This error was asked for with /.harness/faults")
        return replace(response, delay=fault.delay_ms / 1000, drop=fault.drop_connection)

    def _count(self, request: Request, response: Response) -> None:
        if request.verb == "GET":
            self._counters.add_read(_top(request.place), len(response.body))
        else:
            self._counters.add_write(len(request.body), _written_by_top(request))

    def _read_rules(self, request: Request) -> object:
        return self._rest.databases[request.namespace].rules.source

    def _load_rules(self, request: Request) -> object:
        rules = load_rules(request.body.decode("utf-8", "replace"))
        self._rest.databases[request.namespace].rules = rules
        return {"status": "ok"}

    def _register(self, request: Request) -> object:
        self._triggers.register(request.body)
        return {}

    def _list_databases(self, _: Request) -> object:
        return [{"name": name} for name in self._rest.databases]

    def _reset_counters(self, _: Request) -> object:
        self._counters = Counters()
        return None

    def _set_faults(self, request: Request) -> object:
        try:
            return self._use(msgspec.json.decode(request.body, type=Faults))
        except (msgspec.MsgspecError, ValueError) as reason:
            raise BadRequestError(f"Not a set of faults: {reason}") from None

    def _use(self, faults: Faults) -> Faults:
        self._faults = faults
        self._delivery.use(faults.events)
        return faults


async def listen(host: str, port: int, functions_url: str | None, stopped: asyncio.Event) -> None:
    """Serve until `stopped` is set."""
    delivery = Delivery(functions_url)
    server = Server(delivery)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Connection(server), host, port, backlog=1024)
    delivery.start()
    await stopped.wait()
    listener.close()
    await delivery.stop()


def _top(place: str) -> str:
    """The top-level key of `/a/b`; `/` for the root itself."""
    return place.lstrip("/").partition("/")[0] or "/"


def _paths_below(request: Request) -> list[str]:
    """The places that a multi-path update names; none for any other request."""
    if request.verb != "PATCH":
        return []
    root = request.place.rstrip("/")
    return [f"{root}/{key.strip('/')}" for key in _updates(request)]


def _written_by_top(request: Request) -> dict[str, int]:
    """The bytes of a write by top-level key: an update of the root is shared out."""
    if request.verb != "PATCH" or request.place != "/":
        return {_top(request.place): len(request.body)}
    shares: dict[str, int] = {}
    for key, value in _updates(request).items():
        top = _top(key)
        shares[top] = shares.get(top, 0) + len(msgspec.json.encode({key: value}))
    return shares


def _updates(request: Request) -> dict[str, object]:
    try:
        body = request.json
    except BadRequestError:
        return {}
    return dict(body) if isinstance(body, dict) else {}
