"""The events that a write causes: which ones, with what content, and their delivery."""

import copy
import json
import queue
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from firebase_functions.private.util import deep_merge, prune_nones
from hypothesis import given
from hypothesis import strategies as st

from emulator_harness.rtdb.data.auth import ADMIN, NOBODY, Auth
from emulator_harness.rtdb.data.database import Database
from emulator_harness.rtdb.data.tree import BadRequestError, Path, to_stored
from emulator_harness.rtdb.eventing.events import UNCHANGED, delta_of, events_of
from emulator_harness.rtdb.eventing.triggers import Triggers
from emulator_harness.rtdb.process import running_server
from emulator_harness.waiting import wait_until

KINDS = ("created", "updated", "deleted", "written")


def registration(
    path: str, kind: str = "written", key: str = "us-central1-f-0", namespace: str = "*"
) -> dict[str, str]:
    """Return what the functions emulator posts for a trigger."""
    return {
        "name": f"projects/demo/locations/us-central1/triggers/{key}",
        "path": path,
        "event": f"google.firebase.database.ref.v1.{kind}",
        "topic": f"projects/demo/topics/{key}",
        "namespacePattern": namespace,
    }


def events_caused(
    pattern: str, before: Any, writes: dict[str, Any], *, namespace: str = "*", auth: Auth = ADMIN
) -> list[dict[str, Any]]:
    """Return the events of one update of `before`, with a trigger of each kind on `pattern`."""
    database = Database()
    database.apply({(): to_stored(before, None, 0)})
    triggers = Triggers()
    for kind in KINDS:
        body = registration(pattern, kind, f"us-central1-{kind}-0", namespace)
        triggers.register(json.dumps(body).encode())
    changes = {
        path: to_stored(raw, database.get(path), 0)
        for path, raw in ((tuple(filter(None, key.split("/"))), raw) for key, raw in writes.items())
    }
    watched = triggers.candidates("demo", database, changes)
    database.apply(changes)
    return [json.loads(event.body) for event in events_of("demo", database, watched, auth)]


def summary(event: dict[str, Any]) -> tuple[str, str, Any, Any]:
    return (
        event["type"].rpartition(".")[2],
        event["ref"],
        event["data"]["data"],
        event["data"]["delta"],
    )


ITEMS = {"items": {"a": {"n": 1, "deep": {"x": 1, "y": 2}}, "b": {"n": 2}}}
A = ITEMS["items"]["a"]
CASES: list[tuple[str, str, Any, dict[str, Any], list[tuple[str, str, Any, Any]]]] = [
    (
        "created at the place",
        "items/{id}",
        None,
        {"items/a": {"n": 1}},
        [("created", "items/a", None, {"n": 1}), ("written", "items/a", None, {"n": 1})],
    ),
    (
        "deleted at the place",
        "items/{id}",
        ITEMS,
        {"items/b": None},
        [("deleted", "items/b", {"n": 2}, None), ("written", "items/b", {"n": 2}, None)],
    ),
    (
        "a deep write below the place",
        "items/{id}",
        ITEMS,
        {"items/a/deep/x": 5},
        [(kind, "items/a", A, {"deep": {"x": 5}}) for kind in ("updated", "written")],
    ),
    (
        "a deep write creates the place",
        "items/{id}",
        None,
        {"items/a/deep/x": 5},
        [(kind, "items/a", None, {"deep": {"x": 5}}) for kind in ("created", "written")],
    ),
    (
        "a deep delete of the last child deletes the place",
        "items/{id}",
        {"items": {"b": {"n": 2}}},
        {"items/b/n": None},
        [(kind, "items/b", {"n": 2}, None) for kind in ("deleted", "written")],
    ),
    (
        "an ancestor's replacement changes each child",
        "items/{id}",
        ITEMS,
        {"items": {"b": {"n": 3}, "c": {"n": 4}}},
        [
            ("created", "items/c", None, {"n": 4}),
            ("updated", "items/b", {"n": 2}, {"n": 3}),
            ("deleted", "items/a", A, None),
            ("written", "items/a", A, None),
            ("written", "items/b", {"n": 2}, {"n": 3}),
            ("written", "items/c", None, {"n": 4}),
        ],
    ),
    (
        "the root's deletion",
        "items/{id}/n",
        ITEMS,
        {"": None},
        [
            (kind, f"items/{key}/n", n, None)
            for kind in ("deleted", "written")
            for key, n in (("a", 1), ("b", 2))
        ],
    ),
    (
        "one update of several places",
        "items/{id}",
        ITEMS,
        {"items/a/n": 9, "items/a/deep/y": None, "items/c": 1, "other": 1},
        [
            ("created", "items/c", None, 1),
            ("updated", "items/a", A, {"n": 9, "deep": {"y": None}}),
            ("written", "items/a", A, {"n": 9, "deep": {"y": None}}),
            ("written", "items/c", None, 1),
        ],
    ),
    ("the same values again", "items/{id}", ITEMS, {"items/a/n": 1, "items/b": {"n": 2.0}}, []),
    ("a null where there is no value", "items/{id}", ITEMS, {"items/z/n": None}, []),
    ("a write to another path", "items/{id}", ITEMS, {"others/a": 1}, []),
    ("above the pattern, a scalar", "items/{id}/n", None, {"items/a": 5}, []),
    (
        "true is not 1",
        "flag",
        {"flag": True},
        {"flag": 1},
        [(kind, "flag", True, 1) for kind in ("updated", "written")],
    ),
    (
        "lists are sent as objects",
        "list",
        {"list": ["a", "b"]},
        {"list/1": "c"},
        [(kind, "list", {"0": "a", "1": "b"}, {"1": "c"}) for kind in ("updated", "written")],
    ),
    (
        "a star, a part of a key and a capture's pattern",
        "*/b-*/{id=*}",
        None,
        {"x": {"b-1": {"k": 1}, "c-1": {"k": 1}}},
        [(kind, "x/b-1/k", None, 1) for kind in ("created", "written")],
    ),
]


@pytest.mark.parametrize(
    ("pattern", "before", "writes", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_events_of_a_write(
    pattern: str, before: Any, writes: dict[str, Any], expected: list[Any]
) -> None:
    found = map(summary, events_caused(pattern, before, writes))
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_the_attributes_of_an_event() -> None:
    (event, written) = events_caused(
        "items/{id}", None, {"items/a": 1}, auth=Auth("user", {"uid": "u1"})
    )
    assert event["id"] != written["id"]
    assert (
        event.items()
        >= {
            "specversion": "1.0",
            "type": "google.firebase.database.ref.v1.created",
            "source": "//firebasedatabase.googleapis.com/projects/_/locations/us-central1"
            "/instances/demo",
            "subject": "refs/items/a",
            "datacontenttype": "application/json",
            "instance": "demo",
            "ref": "items/a",
            "location": "us-central1",
            "firebasedatabasehost": "firebaseio.com",
            "authtype": "app_user",
            "authid": "u1",
        }.items()
    )
    assert event["data"] == {
        "@type": "type.googleapis.com/google.events.firebase.database.v1.ReferenceEventData",
        "data": None,
        "delta": 1,
    }


@pytest.mark.parametrize(
    ("auth", "attributes"),
    [
        (ADMIN, ("unknown", None)),
        (NOBODY, ("unauthenticated", None)),
        (Auth("user"), ("app_user", None)),
    ],
)
def test_the_author_of_a_write(auth: Auth, attributes: tuple[str, None]) -> None:
    event = events_caused("x", None, {"x": 1}, auth=auth)[0]
    assert (event["authtype"], event.get("authid")) == attributes


@pytest.mark.parametrize(
    ("namespace", "count"), [("*", 2), ("demo", 2), ("de*", 2), ("other", 0), ("demo-*", 0)]
)
def test_the_namespace_pattern(namespace: str, count: int) -> None:
    assert len(events_caused("x", None, {"x": 1}, namespace=namespace)) == count


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"path": "a/{rest=**}"}, r"Trigger pattern '\{rest=\*\*\}'"),
        ({"path": "a/{b"}, "Trigger pattern"),
        ({"event": "providers/google.firebase.database/eventTypes/ref.write"}, "Trigger event"),
        ({"name": "projects/demo/locations/_/functions/f"}, "Trigger name"),
        ({"namespacePattern": None}, "Not a registration of a v2 trigger"),
    ],
)
def test_an_unknown_trigger_is_refused(change: dict[str, Any], text: str) -> None:
    body = json.dumps(registration("a") | change).encode()
    with pytest.raises(BadRequestError, match=text):
        Triggers().register(body)


scalars = st.one_of(st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b"]))
trees = st.recursive(
    scalars, lambda sub: st.dictionaries(st.sampled_from("abc"), sub, min_size=1), max_leaves=8
)


@given(trees, trees)
def test_delta_merged_into_before_gives_after(before: Any, after: Any) -> None:
    def merge(base: Any, delta: Any) -> Any:
        if not (isinstance(base, dict) and isinstance(delta, dict)):
            return delta
        merged = {key: merge(base.get(key), delta.get(key, base.get(key))) for key in base | delta}
        return {key: value for key, value in merged.items() if value is not None}

    delta = delta_of(before, after)
    merged = before if delta is UNCHANGED else merge(before, delta)
    assert json.dumps(merged, sort_keys=True) == json.dumps(after, sort_keys=True)


@given(
    trees,
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.one_of(st.none(), trees)
        ),
        min_size=1,
    ),
)
def test_the_sdk_reads_the_same_after_from_before_and_delta(tree: Any, writes: list[Any]) -> None:
    """Except where a scalar becomes an object: the SDK's merge raises an error there."""
    database = Database()
    database.apply({("r",): to_stored(tree, None, 0)})
    for keys, raw in writes:
        path: Path = ("r", *keys)
        before = copy.deepcopy(database.get(("r",)))
        database.apply({path: to_stored(raw, database.get(path), 0)})
        after = database.get(("r",))
        delta = delta_of(before, after)
        if not isinstance(before, dict) or not isinstance(delta, dict):
            continue
        try:
            merged = prune_nones(deep_merge(before, delta))
        except AttributeError:
            continue
        assert json.dumps(merged, sort_keys=True) == json.dumps(after, sort_keys=True)


class Receiver(ThreadingHTTPServer):
    """A substitute for the functions emulator: stores what it receives, answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ReceiverHandler)
        self.received: queue.Queue[tuple[str, str, dict[str, Any]]] = queue.Queue()
        self.status = 200

    def all(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [self.received.get_nowait() for _ in range(self.received.qsize())]


class ReceiverHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.put((self.path, self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def db(receiver: Receiver) -> Iterator[httpx.Client]:
    port = receiver.server_address[1]
    with running_server(port) as server, httpx.Client(base_url=server.url) as client:
        client.params = httpx.QueryParams(ns="demo")
        client.post("/.settings/functionTriggers.json", json=registration("items/{id}"))
        yield client


def counts_when_idle(db: httpx.Client) -> dict[str, Any]:
    """Return the event counts once nothing is queued or in flight."""
    wait_until(
        lambda: db.get("/.harness/events").json()["idle"], message="no event queued or in flight"
    )
    counts: dict[str, Any] = db.get("/.harness/events").json()
    return counts


def test_delivery(db: httpx.Client, receiver: Receiver) -> None:
    db.patch("/items.json", json={f"i{n}": n for n in range(20)})
    db.put("/items/quiet.json", json=1, params={"disableTriggers": "true"})
    db.put("/other.json", json=1)
    counts = counts_when_idle(db)
    assert (counts["delivered"], counts["failed"], counts["dropped"]) == (20, 0, 0)
    assert counts["lastDeliveredAt"] > 1_700_000_000_000
    received = receiver.all()
    assert {(path, kind) for path, kind, _ in received} == {
        ("/functions/projects/demo/triggers/us-central1-f-0", "application/cloudevents+json")
    }
    assert sorted(event["ref"] for *_, event in received) == sorted(
        f"items/i{n}" for n in range(20)
    )


def test_an_event_has_the_values_at_the_time_of_its_write(
    db: httpx.Client, receiver: Receiver
) -> None:
    for number in range(3):
        db.put("/items/a/n.json", json=number)
    counts_when_idle(db)
    seen = [(event["data"]["data"], event["data"]["delta"]) for *_, event in receiver.all()]
    assert sorted(seen, key=repr) == sorted(
        [(None, {"n": 0}), ({"n": 0}, {"n": 1}), ({"n": 1}, {"n": 2})], key=repr
    )


def test_a_newer_generation_replaces_the_older_one(db: httpx.Client, receiver: Receiver) -> None:
    newer = registration("items/{id}", key="us-central1-f-10")
    db.post("/.settings/functionTriggers.json", json=newer)
    db.put("/.settings/functionTriggers.json", json=newer)
    db.post(
        "/.settings/functionTriggers.json", json=registration("items/{id}", key="us-central1-f-9")
    )
    db.put("/items/a.json", json=1)
    counts_when_idle(db)
    assert [path.rpartition("/")[2] for path, *_ in receiver.all()] == ["us-central1-f-10"]


@pytest.mark.parametrize(
    ("status", "delivered", "failed"), [(204, 1, 0), (404, 1, 0), (400, 0, 1), (500, 0, 1)]
)
def test_an_event_is_sent_once_whatever_the_answer(
    db: httpx.Client, receiver: Receiver, status: int, delivered: int, failed: int
) -> None:
    receiver.status = status
    db.put("/items/a.json", json=1)
    counts = counts_when_idle(db)
    assert (counts["delivered"], counts["failed"]) == (delivered, failed)
    assert len(receiver.all()) == 1


def test_events_fail_without_a_functions_emulator(db: httpx.Client, receiver: Receiver) -> None:
    receiver.shutdown()
    receiver.server_close()
    db.put("/items/a.json", json=1)
    assert counts_when_idle(db)["failed"] == 1


def test_duplicated_and_dropped_events(db: httpx.Client, receiver: Receiver) -> None:
    faults = {"events": {"duplicate": 0.3, "drop": 0.3, "seed": 1}}
    assert db.put("/.harness/faults", json=faults).status_code == 200
    db.patch("/items.json", json={f"i{n}": n for n in range(100)})
    dropped = counts_when_idle(db)["dropped"]
    times = Counter(event["id"] for *_, event in receiver.all())
    assert len(times) == 100 - dropped
    assert 0 < dropped < 100
    assert set(times.values()) == {1, 2}


def test_every_event_can_be_dropped(db: httpx.Client, receiver: Receiver) -> None:
    db.put("/.harness/faults", json={"events": {"drop": 1}})
    db.put("/items/a.json", json=1)
    assert counts_when_idle(db)["dropped"] == 1
    db.delete("/.harness/faults")
    db.put("/items/b.json", json=1)
    counts_when_idle(db)
    assert [event["ref"] for *_, event in receiver.all()] == ["items/b"]


@pytest.mark.parametrize("shuffle", [True, 50])
def test_shuffled_events(db: httpx.Client, receiver: Receiver, shuffle: bool | int) -> None:
    db.put("/.harness/faults", json={"events": {"shuffle": shuffle, "seed": 7}})
    expected = [f"items/i{n:03}" for n in range(100)]
    db.patch("/.json", json=dict.fromkeys(expected, 1))
    counts_when_idle(db)
    arrived = [event["ref"] for *_, event in receiver.all()]
    assert sorted(arrived) == expected
    assert sum(abs(place - expected.index(ref)) for place, ref in enumerate(arrived)) > 500


def test_delayed_events_are_queued(db: httpx.Client, receiver: Receiver) -> None:
    db.put("/.harness/faults", json={"events": {"delayMs": 600_000}})
    db.put("/items/a.json", json=1)
    counts = db.get("/.harness/events").json()
    assert (counts["queued"], counts["idle"]) == (1, False)
    db.put("/.harness/faults", json={"events": {"delayMs": 1}})
    db.put("/items/b.json", json=1)
    wait_until(lambda: not receiver.received.empty())
    assert [event["ref"] for *_, event in receiver.all()] == ["items/b"]
