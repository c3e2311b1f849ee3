"""Read the database through firebase-admin: pages, and queries by the project's indexes."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import firebase_admin
import pytest
import requests

from customer_health.stores.rtdb.client import Database
from emulator_harness.rtdb.process import RunningServer, running_server

RULES = Path(__file__).parent.parent / "database.rules.json"
KEYS = {
    "sparse": ["-N1", "-N10", "-N2", "a&b", 'b"c', "b\\d", "é 1", "x%41", "zz"],
    "dense": [str(n) for n in range(7)],
    "numbers among texts": ["1", "10", "2", "9", "a", "b"],
    "one": ["x"],
    "none": [],
}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as running:
        yield running


@pytest.fixture
def opened(server: RunningServer) -> Iterator[Database]:
    namespace = f"t-{uuid4().hex}"
    rules = json.loads(RULES.read_text())
    settings = f"{server.url}/.settings/rules.json"
    requests.put(settings, params={"ns": namespace}, json=rules, timeout=10).raise_for_status()
    options = {"databaseURL": f"{server.url}/?ns={namespace}", "projectId": "demo"}
    app = firebase_admin.initialize_app(options=options, name=namespace)
    yield Database(app)
    firebase_admin.delete_app(app)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
def test_pages_hold_every_row_once(opened: Database, keys: list[str], size: int) -> None:
    rows = {key: {"changedAt": number + 1} for number, key in enumerate(keys)}
    if rows:
        opened.patch({"CustomerIndex": rows})
    pages = list(opened.pages("CustomerIndex", size))
    assert sum(map(len, pages)) == len(rows)
    assert {key: row for page in pages for key, row in page.items()} == rows


@pytest.mark.parametrize("key", KEYS["sparse"])
def test_a_query_finds_any_key(opened: Database, key: str) -> None:
    opened.patch({"CustomerIndex": {each: {"changedAt": 1} for each in KEYS["sparse"]}})
    assert list(opened.between("CustomerIndex", key, key)) == [key]
    assert key in opened.newest("CustomerIndex", key, 1)


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
def test_the_last_is_the_newest(opened: Database, keys: list[str]) -> None:
    rows = {key: {"changedAt": (number * 5) % 7} for number, key in enumerate(keys)}
    if rows:
        opened.patch({"CustomerIndex": rows})
    newest = max(rows.values(), key=lambda row: row["changedAt"], default=None)
    assert opened.last("CustomerIndex", "changedAt") == newest


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("descending", [True, False])
def test_ranked_goes_on_where_it_ended(opened: Database, size: int, descending: bool) -> None:
    places = ["1 é & #", "1 x", '2 "y"', "2 z", "3"]
    rows = {f"c{n}:rule": {"endedAt": place} for n, place in enumerate(places)}
    opened.patch({"Alerts": {**rows, "open:rule": {"open": True}}})
    found, after = list[str](), None
    while page := opened.ranked("Alerts", "endedAt", size, after, descending=descending):
        assert len(page) <= size
        found += [row["endedAt"] for row in page]
        after = found[-1]
    assert found == sorted(places, reverse=descending)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2025-11-02", "2025-11-04", {"b", "c"}),
        (1000, 2000.5, {"d", "e"}),
        ("x", "z", set()),
    ],
)
@pytest.mark.parametrize("names", ["abcdef", "012345"], ids=["sparse", "dense"])
def test_within_finds_texts_or_numbers(
    opened: Database, names: str, first: str | float, last: str | float, found: set[str]
) -> None:
    values = ["2025-11-01", "2025-11-02", "2025-11-03T05:00:00-05:00", 1000, 2000.5, True]
    rows = {name: {"createdAt": at} for name, at in zip(names, values, strict=True)}
    opened.patch({"Employees/c1": rows})
    wanted = {names["abcdef".index(name)] for name in found}
    assert set(opened.within("Employees/c1", "createdAt", first, last)) == wanted
