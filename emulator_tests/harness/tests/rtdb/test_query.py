"""Orders, ranges and limits of queries: compared with a naive filter, and over HTTP."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cmp_to_key
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator_harness.rtdb.data.database import Database
from emulator_harness.rtdb.data.ordering import key_order, value_order
from emulator_harness.rtdb.data.query import parse_query
from emulator_harness.rtdb.data.rules import load_rules
from emulator_harness.rtdb.data.tree import BadRequestError, to_stored
from emulator_harness.rtdb.process import running_server

RULES = load_rules('{"rules": {"n": {".indexOn": ["s", "a/b", ".value"]}}}')

keys = st.sampled_from(["a", "b", "B", "é", "-1", "0", "01", "1", "2", "10", "99999999999", "a b"])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([0.5, -2.25]),
    st.sampled_from(["", "a", "b", "B", "10", "9", "é", "🙂"]),
)
children = st.one_of(
    scalars,
    st.fixed_dictionaries(
        {}, optional={"s": scalars, "a": st.one_of(scalars, st.fixed_dictionaries({"b": scalars}))}
    ),
)
writes = st.lists(
    st.one_of(
        st.tuples(st.just(()), st.dictionaries(st.just("n"), st.dictionaries(keys, children))),
        st.tuples(st.just(("n",)), st.one_of(scalars, st.dictionaries(keys, children))),
        st.tuples(st.tuples(st.just("n"), keys), children),
        st.tuples(st.tuples(st.just("n"), keys, st.sampled_from(["s", "a"])), children),
        st.tuples(st.tuples(st.just("n"), keys, st.just("a"), st.just("b")), scalars),
    ),
    max_size=12,
)
ORDERS = ["$key", "$value", "s", "a/b"]


def rank(value: Any) -> int:
    """Return the place of a value's type: null, false, true, numbers, strings, objects."""
    match value:
        case None:
            return 0
        case bool():
            return 2 if value else 1
        case int() | float():
            return 3
        case str():
            return 4
    return 5


def is_int_key(key: str) -> bool:
    digits = key.removeprefix("-")
    return digits.isdigit() and -(2**31) <= int(key) < 2**31


def compare_keys(left: str, right: str) -> int:
    if is_int_key(left) and is_int_key(right):
        return int(left) - int(right) or len(left) - len(right)
    if is_int_key(left) != is_int_key(right):
        return -1 if is_int_key(left) else 1
    return (left > right) - (left < right)


def compare_values(left: Any, right: Any) -> int:
    if rank(left) != rank(right) or rank(left) not in (3, 4):
        return rank(left) - rank(right)
    return int(left > right) - int(left < right)


def sort_value(child: Any, order_by: str) -> Any:
    if order_by in ("$key", "$value"):
        return None if order_by == "$key" else child
    for key in order_by.split("/"):
        child = child.get(key) if isinstance(child, dict) else None
    return child


def naive(node: Any, order_by: str, bounds: Mapping[str, tuple[Any, ...]]) -> Any:
    """Run a query by its definition: sort all children, take those in range, apply the limit."""
    limits = {name: bounds[name][0] for name in bounds if name.startswith("limit")}
    ranges = {name: bounds[name] for name in bounds if not name.startswith("limit")}
    if not isinstance(node, dict):
        return None if bounds else node

    def compare(key: str, cursor: tuple[Any, ...]) -> int:
        if order_by == "$key":
            return compare_keys(key, cursor[0])
        by_value = compare_values(sort_value(node[key], order_by), cursor[0])
        return by_value or (compare_keys(key, cursor[1]) if len(cursor) > 1 else 0)

    inside = {
        "startAt": lambda c: c >= 0,
        "startAfter": lambda c: c > 0,
        "endAt": lambda c: c <= 0,
        "endBefore": lambda c: c < 0,
        "equalTo": lambda c: c == 0,
    }
    found = [key for key in node if all(inside[n](compare(key, c)) for n, c in ranges.items())]
    found.sort(key=cmp_to_key(compare_keys))
    found.sort(
        key=cmp_to_key(
            lambda a, b: compare_values(
                sort_value(node[a], order_by), sort_value(node[b], order_by)
            )
        )
    )
    if "limitToFirst" in limits:
        found = found[: limits["limitToFirst"]]
    if "limitToLast" in limits:
        found = found[-limits["limitToLast"] :]
    return {key: node[key] for key in found} or None


@st.composite
def bounds_for(draw: st.DrawFn, order_by: str) -> dict[str, tuple[Any, ...]]:
    cursor = (
        st.tuples(keys)
        if order_by == "$key"
        else st.one_of(st.tuples(scalars), st.tuples(scalars, keys))
    )
    names = [
        *draw(st.sampled_from([(), ("startAt",), ("startAfter",), ("equalTo",)])),
    ]
    if "equalTo" not in names:
        names += draw(st.sampled_from([(), ("endAt",), ("endBefore",)]))
    bounds = {name: draw(cursor) for name in names}
    if limit := draw(st.sampled_from([None, "limitToFirst", "limitToLast"])):
        bounds[limit] = (draw(st.integers(1, 4)),)
    return bounds


@settings(max_examples=100, deadline=None)
@given(st.data(), writes)
def test_an_updated_index_gives_what_a_scan_gives(data: st.DataObject, changes: list[Any]) -> None:
    database = Database()
    database.rules = RULES
    for path, raw in changes:
        database.apply({path: to_stored(raw, database.get(path), 0)})
        bounds = {order_by: data.draw(bounds_for(order_by)) for order_by in ORDERS}
        for order_by in ORDERS:
            assert_same_as_naive(database, order_by, {})
            assert_same_as_naive(database, order_by, bounds[order_by])


def assert_same_as_naive(
    database: Database, order_by: str, bounds: dict[str, tuple[Any, ...]]
) -> None:
    params = {name: json.dumps(list(cursor))[1:-1] for name, cursor in bounds.items()}
    query = parse_query({"orderBy": json.dumps(order_by), **params})
    assert query is not None
    found = database.select(("n",), query)
    expected = naive(database.get(("n",)), order_by, bounds)
    assert found == expected
    if isinstance(found, dict):
        assert list(found) == list(expected)


@given(st.lists(st.one_of(keys, st.text(st.characters(codec="ascii"), min_size=1)), unique=True))
def test_key_order(names: list[str]) -> None:
    expected = sorted(sorted(names), key=cmp_to_key(compare_keys))
    assert sorted(names, key=key_order) == expected


@given(st.lists(st.one_of(scalars, st.just({"a": 1}))))
def test_value_order(values: list[Any]) -> None:
    assert [repr(v) for v in sorted(values, key=value_order)] == [
        repr(v) for v in sorted(values, key=cmp_to_key(compare_values))
    ]


BAD_QUERIES = [
    ({"limitToFirst": "1"}, "orderBy must be defined when other query parameters are defined"),
    ({"orderBy": "name"}, "orderBy must be a valid JSON encoded path"),
    ({"orderBy": '""'}, "orderBy must be a valid JSON encoded path"),
    ({"orderBy": '"a.b"'}, "orderBy must be a valid JSON encoded path"),
    ({"orderBy": '"$other"'}, "orderBy must be a valid JSON encoded path"),
    ({"orderBy": '"$priority"'}, "orderBy $priority is not supported"),
    ({"orderBy": '"$key"', "startAt": "0"}, "Provided key index type is invalid, must be string"),
    ({"orderBy": '"$key"', "equalTo": "null"}, "Provided key index type is invalid"),
    *(
        ({"orderBy": '"s"', name: raw}, "Constraint index field must be a JSON primitive")
        for name in ("startAt", "startAfter", "endAt", "endBefore", "equalTo")
        for raw in ("text", "", '{"a":1}', "[1]", '"open')
    ),
    *(
        ({"orderBy": '"s"', name: raw}, "Constraint key field must be a valid key name")
        for name in ("startAt", "startAfter", "endAt", "endBefore", "equalTo")
        for raw in (
            '"v","a.b"',
            '"v","[MAX_NAME]"',
            '1,"a/b"',
            'true,"#"',
            'null,"$"',
            '"v",""',
            '"v","\\u0001"',
            f'"v","{"k" * 769}"',
            "1,2",
            '1,"a","b"',
        )
    ),
    *(
        ({"orderBy": '"$key"', name: json.dumps(key)}, "Constraint key field must be a valid key")
        for name in ("startAt", "startAfter", "endAt", "endBefore", "equalTo")
        for key in ("a.b", "a/b", "[MIN_NAME]", "")
    ),
    (
        {"orderBy": '"$key"', "startAt": '"a","b"'},
        "Provided key index type is invalid, must be string",
    ),
    (
        {"orderBy": '"s"', "startAt": "1", "startAfter": "1"},
        "Only one of startAt and startAfter may be specified",
    ),
    *(
        (
            {"orderBy": '"s"', "equalTo": "1", name: "1"},
            "equalTo cannot be specified in addition to startAfter, startAt, endAt, or endBefore",
        )
        for name in ("startAt", "startAfter", "endAt", "endBefore")
    ),
    (
        {"orderBy": '"s"', "limitToFirst": "1", "limitToLast": "1"},
        "Only one of limitToFirst and limitToLast may be specified",
    ),
    ({"orderBy": '"s"', "limitToFirst": "0"}, "limitToFirst must be positive"),
    ({"orderBy": '"s"', "limitToLast": "-1"}, "limitToLast must be positive"),
    ({"orderBy": '"s"', "limitToLast": "1.5"}, "limitToLast must be an integer"),
    ({"orderBy": '"s"', "limitToLast": "9" * 5000}, "limitToLast must be an integer"),
]


@pytest.mark.parametrize(("params", "text"), BAD_QUERIES)
def test_bad_queries_are_refused(params: dict[str, str], text: str) -> None:
    with pytest.raises(BadRequestError, match=re.escape(text)):
        parse_query(params)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    rules = """{
      // a comment, and a trailing comma
      "rules": {
        ".read": "auth != null",
        "list": {"$id": {".indexOn": ["score", "a/b"]}},
        "plain": {".indexOn": ".value"},
      }
    }"""
    data = {
        "list": {"x": {"k1": {"score": 3}, "k2": {"score": 1}, "k3": {"a": {"b": 1}}}},
        "plain": {"p": 2, "q": 1, "r": 3},
        "leaf": 5,
    }
    with running_server() as server, httpx.Client(base_url=server.url) as http:
        http.headers["Authorization"] = "Bearer owner"
        http.put("/.settings/rules.json", content=rules)
        http.put("/.json", json=data)
        yield http


QUERIES = [
    ("/list/x", {"orderBy": "score", "startAt": 1}, {"k1": {"score": 3}, "k2": {"score": 1}}),
    ("/list/x", {"orderBy": "score", "limitToFirst": 1}, {"k3": {"a": {"b": 1}}}),
    ("/list/x", {"orderBy": "a/b", "equalTo": 1}, {"k3": {"a": {"b": 1}}}),
    ("/list/x", {"orderBy": "$key", "startAfter": "k2"}, {"k3": {"a": {"b": 1}}}),
    ("/list/x", {"orderBy": "score", "startAt": 9}, None),
    ("/list/none", {"orderBy": "score"}, None),
    ("/list/x", {"orderBy": "$key", "startAt": "k3\uf8ff"}, None),
    ("/plain", {"orderBy": "$value", "limitToLast": 1}, {"r": 3}),
    ("/leaf", {"orderBy": "$key"}, 5),
    ("/leaf", {"orderBy": "$key", "limitToFirst": 1}, None),
]


@pytest.mark.parametrize(("path", "query", "found"), QUERIES)
def test_queries_over_http(
    client: httpx.Client, path: str, query: dict[str, Any], found: Any
) -> None:
    params = {name: json.dumps(value) for name, value in query.items()}
    assert client.get(f"{path}.json", params=params).json() == found


@pytest.mark.parametrize(
    ("path", "order_by", "index"),
    [
        ("/list/x", "other", "other"),
        ("/list", "score", "score"),
        ("/list/x/k1", "score", "score"),
        ("/leaf", "$value", ".value"),
    ],
)
def test_a_query_without_an_index_is_refused(
    client: httpx.Client, path: str, order_by: str, index: str
) -> None:
    response = client.get(f"{path}.json", params={"orderBy": json.dumps(order_by)})
    assert response.status_code == 400
    assert response.json() == {
        "error": f'Index not defined, add ".indexOn": "{index}", for path "{path}", to the rules'
    }
