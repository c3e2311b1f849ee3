"""The session behind firebase-admin's database client, over loopback."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web
from firebase_admin import App, db, delete_app, exceptions, initialize_app

from customer_health.errors import DatabaseDown
from customer_health.stores.rtdb.session import Session, use_session
from emulator_harness.fakes.service import Service


class Server(Service):
    """Answers each request with the next of `statuses`, then with 200. A status of 0 closes the
    connection without an answer."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.seen: list[tuple[str, str, Any]] = []
        self.ports: set[int] = set()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        super().__init__(app)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        self.seen.append((request.method, request.rel_url.raw_path_qs, body))
        assert request.transport
        self.ports.add(request.transport.get_extra_info("peername")[1])
        status = self.statuses.pop(0) if self.statuses else 200
        if not status:
            request.transport.close()
        node = {"error": "no"} if status >= 400 and status != 412 else {"a": 1}
        return web.json_response(node, status=status or 500, headers={"ETag": "tag"})


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.statuses, running.seen, running.ports = [], [], set()
    return running


@pytest.fixture(scope="module")
def app(running: Server) -> Iterator[App]:
    options = {"databaseURL": f"{running.url}/?ns=demo", "httpTimeout": 5}
    app = initialize_app(options=options, name="session")
    use_session(app)
    yield app
    delete_app(app)


def test_firebase_admin_uses_the_session(app: App) -> None:
    """It has no public way to set one: an upgrade may take it away."""
    assert isinstance(db.reference("/", app)._client.session, Session)


def test_reads_and_writes_keep_one_connection(app: App, server: Server) -> None:
    reference = db.reference("node", app)
    assert reference.get() == {"a": 1}
    assert reference.get(etag=True) == ({"a": 1}, "tag")
    reference.update({"b": 2})
    assert reference.set_if_unchanged("tag", {"c": 3}) == (True, {"c": 3}, "tag")
    assert server.seen == [
        ("GET", "/node.json?ns=demo", None),
        ("GET", "/node.json?ns=demo", None),
        ("PATCH", "/node.json?print=silent&ns=demo", {"b": 2}),
        ("PUT", "/node.json?ns=demo", {"c": 3}),
    ]
    assert len(server.ports) == 1


def test_a_write_on_an_old_etag_returns_what_is_there(app: App, server: Server) -> None:
    server.statuses = [412]
    assert db.reference("node", app).set_if_unchanged("old", 1) == (False, {"a": 1}, "tag")


@pytest.mark.parametrize("statuses", [[503], [500, 503], [401], [0]])
def test_a_request_is_sent_again(app: App, server: Server, statuses: list[int]) -> None:
    server.statuses = list(statuses)
    assert db.reference("node", app).get() == {"a": 1}
    assert len(server.seen) == 1 + len(statuses)


@pytest.mark.parametrize(
    ("statuses", "error", "sent"),
    [
        ([401, 401], exceptions.UnauthenticatedError, 2),
        ([400], exceptions.InvalidArgumentError, 1),
        ([429], exceptions.ResourceExhaustedError, 1),
    ],
)
def test_a_refusal_is_firebase_admins_error(
    app: App, server: Server, statuses: list[int], error: type[Exception], sent: int
) -> None:
    server.statuses = list(statuses)
    with pytest.raises(error):
        db.reference("node", app).get()
    assert len(server.seen) == sent


@pytest.mark.parametrize("statuses", [[0, 0], [502]])
def test_an_outage_is_an_error_of_our_own(app: App, server: Server, statuses: list[int]) -> None:
    server.statuses = list(statuses)
    with pytest.raises(DatabaseDown):
        db.reference("node", app).get()
    assert len(server.seen) == len(statuses)
