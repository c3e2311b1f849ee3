"""Leases on the database server, by the client of triggers and the API."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from firebase_admin import delete_app, initialize_app

from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.session import use_session
from emulator_harness import Database as Server
from emulator_harness.rtdb.process import running_server

NOW = datetime(2025, 11, 24, 11, tzinfo=UTC)
LENGTH = timedelta(minutes=2)
NAMESPACE = "demo-leases"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with running_server() as server:
        yield Server(server.url, NAMESPACE)


@pytest.fixture
def server(running: Server) -> Server:
    running.clear_faults()
    running.import_dump(None)
    return running


@pytest.fixture(scope="module")
def database(running: Server) -> Iterator[Database]:
    app = initialize_app(options={"databaseURL": f"{running.url}/?ns={NAMESPACE}"}, name="leases")
    use_session(app)
    yield Database(app)
    delete_app(app)


@pytest.mark.parametrize("holder", [None, "me"])
def test_a_lease_whose_answer_was_lost_is_held(
    server: Server, database: Database, holder: str | None
) -> None:
    """The client sends the request again, and the database refuses it: the lease is there."""
    fault = {"method": "PUT", "path": "^/Locks/a$", "dropConnection": True, "times": 1}
    server.faults({"requests": [fault]})
    assert database.take_lease("Locks/a", NOW, LENGTH, holder)
    assert database.take_lease("Locks/a", NOW, LENGTH, holder and "another") is None


def test_of_two_at_the_same_moment_one_holds_the_lease(
    server: Server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has read the node before."""
    reference = database._reference("Locks/a")
    before = reference.get(etag=True)
    assert database.take_lease("Locks/a", NOW, LENGTH)
    monkeypatch.setattr(type(reference), "get", lambda *given, **options: before)
    assert database.take_lease("Locks/a", NOW, LENGTH) is None
