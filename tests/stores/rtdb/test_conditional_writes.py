"""Conditional writes on the database server, by the client of triggers and the API."""

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


LOST_ANSWER = {"method": "PUT", "dropConnection": True, "times": 1}
"""The write is done. The client sends the request again, and the database refuses it."""


def test_a_change_whose_answer_was_lost_is_not_made_again(
    server: Server, database: Database
) -> None:
    """A person's decision, made again, would be refused: it is made already."""

    def decide(found: str | None) -> str:
        assert found is None, "somebody else has decided"
        return "approved"

    server.faults({"requests": [LOST_ANSWER]})
    assert database.change("Actions/a", decide) == "approved"
    assert server.get("Actions/a") == "approved"


def test_a_change_that_lost_a_race_is_made_again(
    server: Server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer has written the very same value: the change counts on from there."""
    reference = database._reference("Quotas/a")
    before = reference.get(etag=True)
    server.put("Quotas/a", 1)
    monkeypatch.setattr(type(reference), "get", lambda *given, **options: before)
    assert database.change("Quotas/a", lambda count: (count or 0) + 1) == 2


@pytest.mark.parametrize("holder", [None, "me"])
def test_a_lease_whose_answer_was_lost_is_held(
    server: Server, database: Database, holder: str | None
) -> None:
    server.faults({"requests": [LOST_ANSWER]})
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
