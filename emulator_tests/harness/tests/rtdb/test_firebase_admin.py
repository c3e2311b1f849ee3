"""The server, used with the Python Admin SDK as an application uses it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import firebase_admin
import httpx
import pytest
from firebase_admin import db, exceptions

from emulator_harness.rtdb.process import RunningServer

RULES = {"rules": {"scores": {".indexOn": ["points", ".value"]}}}


@pytest.fixture(params=["http", "https"])
def app(
    request: pytest.FixtureRequest, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[firebase_admin.App]:
    """An app with the emulator's URL, and one with production's and the environment variable."""
    namespace = f"t-{uuid4().hex}"
    url = f"{server.url}/?ns={namespace}"
    if request.param == "https":
        url = f"https://{namespace}.firebaseio.com"
        monkeypatch.setenv("FIREBASE_DATABASE_EMULATOR_HOST", f"127.0.0.1:{server.port}")
    httpx.put(f"{server.url}/.settings/rules.json", params={"ns": namespace}, json=RULES)
    options = {"databaseURL": url, "projectId": "demo"}
    running = firebase_admin.initialize_app(options=options, name=namespace)
    yield running
    firebase_admin.delete_app(running)


def test_writes_and_reads(app: firebase_admin.App) -> None:
    root = db.reference("/", app)
    root.child("a").set({"b": [1, 2], "c é": True})
    assert root.get() == {"a": {"b": [1, 2], "c é": True}}
    root.update({"a/b/1": None, "a/d": {"e": 1.5}})
    assert root.child("a/b").get() == [1]
    key = root.child("list").push({"n": 1}).key
    assert root.child("list").get() == {key: {"n": 1}}
    assert root.get(shallow=True) == {"a": True, "list": True}
    root.child("a").delete()
    assert root.child("a").get() is None


def test_etags(app: firebase_admin.App) -> None:
    ref = db.reference("/x", app)
    assert ref.get(etag=True) == (None, "null_etag")
    created, _, etag = ref.set_if_unchanged("null_etag", {"n": 1})
    assert created
    assert ref.get(etag=True) == ({"n": 1}, etag)
    assert ref.get_if_changed(etag) == (False, None, None)
    ref.set({"n": 2})
    changed, value, new_etag = ref.get_if_changed(etag)
    assert (changed, value) == (True, {"n": 2})
    assert ref.set_if_unchanged(etag, {"n": 3}) == (False, {"n": 2}, new_etag)


def test_concurrent_transactions_lose_nothing(app: firebase_admin.App) -> None:
    ref = db.reference("/counter", app)

    def increment(_: int) -> None:
        ref.transaction(lambda current: (current or 0) + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(40)))
    assert ref.get() == 40


def test_concurrent_increments_lose_nothing(app: firebase_admin.App) -> None:
    ref = db.reference("/counter", app)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ref.set({".sv": {"increment": 1}}), range(40)))
    assert ref.get() == 40


def test_queries(app: firebase_admin.App) -> None:
    points = {"a": 3, "b": 1, "c": 2, "d": 2}
    scores = db.reference("/scores", app)
    scores.set({key: {"points": number} for key, number in points.items()})

    def by_points() -> db.Query:
        return scores.order_by_child("points")

    assert list(by_points().get()) == ["b", "c", "d", "a"]
    assert list(by_points().limit_to_first(2).get()) == ["b", "c"]
    assert list(by_points().limit_to_last(2).get()) == ["d", "a"]
    assert list(by_points().equal_to(2).get()) == ["c", "d"]
    assert list(by_points().start_at(2).end_at(2.5).get()) == ["c", "d"]
    assert list(scores.order_by_key().start_at("b").limit_to_first(2).get()) == ["b", "c"]
    scores.set(points)
    assert list(scores.order_by_value().end_at(2).get()) == ["b", "c", "d"]
    assert not scores.order_by_value().start_at(9).get()


def test_errors(app: firebase_admin.App) -> None:
    with pytest.raises(
        exceptions.InvalidArgumentError, match=r'Index not defined, add "\.indexOn"'
    ):
        db.reference("/scores", app).order_by_child("other").get()
    with pytest.raises(exceptions.InvalidArgumentError, match="ancestor of another"):
        db.reference("/", app).update({"a": 1, "a/b": 2})


def test_auth_variable_override(server: RunningServer) -> None:
    namespace = f"t-{uuid4().hex}"
    rules = {"rules": {"open": {".read": "auth != null"}}}
    httpx.put(f"{server.url}/.settings/rules.json", params={"ns": namespace}, json=rules)
    for override, allowed in (({"uid": "u1"}, True), (None, False)):
        options = {
            "databaseURL": f"{server.url}/?ns={namespace}",
            "databaseAuthVariableOverride": override,
        }
        app = firebase_admin.initialize_app(options=options, name=f"{namespace}-{allowed}")
        try:
            if allowed:
                assert db.reference("/open", app).get() is None
            else:
                with pytest.raises(exceptions.UnauthenticatedError, match="Permission denied"):
                    db.reference("/open", app).get()
        finally:
            firebase_admin.delete_app(app)
