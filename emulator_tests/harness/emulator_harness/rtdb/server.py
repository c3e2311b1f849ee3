"""The server: the REST API, the endpoints for the firebase CLI, and those for tests."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from .counters import Counters
from .data.rules import load_rules
from .data.tree import BadRequestError
from .eventing.delivery import Delivery
from .eventing.triggers import Triggers
from .faults import Faults, RequestFault
from .rest.connection import Connection
from .rest.message import Request, Response, error
from .rest.rest import Rest

Control: TypeAlias = Callable[[Request], object]


class Server:
    """Answers every request. All state is kept in memory."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._triggers = Triggers()
        self._rest = Rest(self._triggers, delivery)
        self.preparation = self._rest.preparation
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
            ("DELETE", "/.harness/faults"): lambda _: self._apply_faults(Faults()),
        }

    def __call__(self, request: Request) -> Response:
        if request.path.startswith(("/.harness/", "/.settings/", "/.inspect/")):
            return self._answer_control(request)
        fault = self._matching_fault(request) if self._faults.requests else None
        response = self._answer_with_fault(request, fault) if fault else self._rest(request)
        self._count(request, response)
        return response

    def _answer_control(self, request: Request) -> Response:
        control = self._controls.get((request.method, request.path))
        if control is None:
            return error(404, f"There is no {request.method} {request.path}")
        try:
            return Response(200, msgspec.json.encode(control(request)))
        except BadRequestError as invalid:
            return error(400, str(invalid))

    def _matching_fault(self, request: Request) -> RequestFault | None:
        paths = [request.database_path, *_updated_paths(request)]
        return next((f for f in self._faults.requests if f.hits(request.verb, paths)), None)

    def _answer_with_fault(self, request: Request, fault: RequestFault) -> Response:
        if fault.status is None:
            response = self._rest(request)
        else:
            response = error(fault.status, "This error was injected with /.harness/faults")
        return msgspec.structs.replace(
            response, delay=fault.delay_ms / 1000, drop=fault.drop_connection
        )

    def _count(self, request: Request, response: Response) -> None:
        path, size = request.database_path, len(request.body)
        if request.verb == "GET":
            self._counters.add_read(_top_level_key(path), len(response.body))
        elif request.verb == "PATCH" and path == "/":
            self._counters.add_write(size, _bytes_by_top_level_key(request))
        else:
            self._counters.add_write(size, {_top_level_key(path): size})

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
            return self._apply_faults(msgspec.json.decode(request.body, type=Faults))
        except (msgspec.MsgspecError, ValueError) as reason:
            raise BadRequestError(f"Not a set of faults: {reason}") from None

    def _apply_faults(self, faults: Faults) -> Faults:
        self._faults = faults
        self._delivery.set_faults(faults.events)
        return faults


async def listen(host: str, port: int, functions_url: str | None, stopped: asyncio.Event) -> None:
    """Accept connections and deliver events until `stopped` is set."""
    delivery = Delivery(functions_url)
    server = Server(delivery)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(
        lambda: Connection(server, server.preparation), host, port, backlog=1024
    )
    delivery.start()
    await stopped.wait()
    listener.close()
    await delivery.stop()


def _top_level_key(path: str) -> str:
    """Return the top-level key of `/a/b`; `/` for the root itself."""
    return path.lstrip("/").partition("/")[0] or "/"


def _updated_paths(request: Request) -> list[str]:
    """Return the paths that a multi-path update changes; none for any other request."""
    if request.verb != "PATCH":
        return []
    root = request.database_path.rstrip("/")
    return [f"{root}/{key.strip('/')}" for key in _updates(request)]


def _bytes_by_top_level_key(request: Request) -> dict[str, int]:
    """Return the bytes by top-level key of an update of the root, which may have several keys."""
    shares: dict[str, int] = {}
    for key, value in _updates(request).items():
        top = _top_level_key(key)
        shares[top] = shares.get(top, 0) + len(msgspec.json.encode({key: value}))
    return shares


def _updates(request: Request) -> dict[str, object]:
    try:
        body = request.json
    except BadRequestError:
        return {}
    return dict(body) if isinstance(body, dict) else {}
