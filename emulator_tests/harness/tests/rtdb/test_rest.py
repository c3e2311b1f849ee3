"""The REST API, used with a plain HTTP client."""

import html
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from emulator_harness.rtdb.process import running_server

ADMIN = {"Authorization": "Bearer owner"}
WANT_ETAG = {"X-Firebase-ETag": "true"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server() as server:
        yield server.url


@pytest.fixture
def db(url: str) -> Iterator[httpx.Client]:
    """A client for a new namespace."""
    params = {"ns": f"t-{uuid4().hex}"}
    with httpx.Client(base_url=url, params=params, headers=ADMIN, timeout=30) as client:
        yield client


WRITES: list[tuple[str, Any, Any]] = [
    ("a scalar", 5, 5),
    ("an integral float", 5.0, 5),
    ("a huge integer", 2**70, 2.0**70),
    ("unicode", "été 🙂", "été 🙂"),
    ("nulls and empties", {"a": None, "b": {}, "c": [], "d": {"e": None}, "f": 1}, {"f": 1}),
    ("nothing at all", {"a": {"b": []}}, None),
    ("a list", [1, 2, 3], [1, 2, 3]),
    ("a list with holes", [1, None, 3], [1, None, 3]),
    ("dense integer keys", {"0": "a", "2": "b"}, ["a", None, "b"]),
    ("keys from 2", {"2": "a", "3": "b"}, [None, None, "a", "b"]),
    ("sparse integer keys", {"0": "a", "9": "b"}, {"0": "a", "9": "b"}),
    ("the key 1 alone", {"1": "a"}, [None, "a"]),
    ("the key 2 alone", {"2": "a"}, {"2": "a"}),
    ("a leading zero", {"00": "a"}, {"00": "a"}),
    ("one other key", {"0": "a", "b": 1}, {"0": "a", "b": 1}),
    (
        "a list below",
        {"days": {"mon": [{"start": "09:00"}]}},
        {"days": {"mon": [{"start": "09:00"}]}},
    ),
    ("the longest key", {"k" * 768: 1}, {"k" * 768: 1}),
]


@pytest.mark.parametrize(("_", "written", "read"), WRITES, ids=[name for name, *_ in WRITES])
def test_put_answers_with_the_value_that_is_read_later(
    db: httpx.Client, _: str, written: Any, read: Any
) -> None:
    assert db.put("/x.json", json=written).json() == read
    assert db.get("/x.json").json() == read
    assert db.get("/.json").json() == (None if read is None else {"x": read})


def test_keys_come_back_sorted_as_json_in_utf_8(db: httpx.Client) -> None:
    db.put("/x.json", json={"b": 1, "a": {"d": 1, "c": 2}})
    response = db.get("/x.json")
    assert response.text == '{"a":{"c":2,"d":1},"b":1}'
    assert response.headers["content-type"] == "application/json; charset=utf-8"


def test_keys_in_the_url_are_percent_decoded(db: httpx.Client) -> None:
    db.put("/a%20b/%C3%A9.json", json=1)
    assert db.get("/.json").json() == {"a b": {"é": 1}}


def test_put_replaces_and_patch_merges_one_level(db: httpx.Client) -> None:
    db.put("/x.json", json={"a": {"b": 1, "c": 2}, "d": 3})
    db.patch("/x.json", json={"a": {"b": 9}, "e": 4})
    assert db.get("/x.json").json() == {"a": {"b": 9}, "d": 3, "e": 4}
    db.put("/x.json", json={"f": 1})
    assert db.get("/x.json").json() == {"f": 1}


def test_a_multi_path_patch_writes_deep_and_deletes(db: httpx.Client) -> None:
    db.put("/.json", json={"a": {"b": 1}, "c": {"d": {"e": 1}, "f": 1}})
    answer = db.patch("/.json", json={"a/b": 2, "c/d/e": None, "g/h": [1]})
    assert answer.json() == {"a/b": 2, "c/d/e": None, "g/h": [1]}
    assert db.get("/.json").json() == {"a": {"b": 2}, "c": {"f": 1}, "g": {"h": [1]}}


def test_a_patch_with_one_bad_path_writes_nothing(db: httpx.Client) -> None:
    assert db.patch("/.json", json={"a": 1, "b/c.d": 2}).status_code == 400
    assert db.patch("/.json", json={"a": 1, "b": {"c#": 2}}).status_code == 400
    assert db.get("/.json").json() is None


def test_deleting_the_last_child_deletes_its_parents(db: httpx.Client) -> None:
    db.put("/a/b/c.json", json=1)
    assert db.delete("/a/b/c.json").json() is None
    assert db.get("/.json").json() is None


def test_deleting_below_a_scalar_leaves_it_and_writing_there_replaces_it(db: httpx.Client) -> None:
    db.put("/a.json", json=1)
    db.delete("/a/b.json")
    assert db.get("/a.json").json() == 1
    db.put("/a/b.json", json=2)
    assert db.get("/a.json").json() == {"b": 2}


def test_the_keys_of_post_sort_by_time(db: httpx.Client) -> None:
    names = [db.post("/list.json", json=number).json()["name"] for number in range(50)]
    assert names == sorted(set(names))
    assert {len(name) for name in names} == {20}
    assert db.get("/list.json").json() == {name: number for number, name in enumerate(names)}


def test_a_post_may_override_its_method(db: httpx.Client) -> None:
    db.post("/a.json", json=1, headers={"X-HTTP-Method-Override": "PUT"})
    db.post("/b.json", json={"c": 2}, params={"x-http-method-override": "PATCH"})
    assert db.get("/.json").json() == {"a": 1, "b": {"c": 2}}


def test_server_values(db: httpx.Client) -> None:
    increment = {".sv": {"increment": 2.5}}
    timestamp = {".sv": "timestamp"}
    db.put("/n.json", json={"text": "a", "flag": True, "number": 1})
    written = db.patch("/n.json", json=dict.fromkeys(["text", "flag", "number", "new"], increment))
    assert written.json() == {"text": 2.5, "flag": 2.5, "number": 3.5, "new": 2.5}
    written = db.put(
        "/n.json", json={"number": {".sv": {"increment": 0.5}}, "t": [timestamp, timestamp]}
    )
    assert written.json()["number"] == 4
    first, second = written.json()["t"]
    assert first == second > 1_700_000_000_000


def test_namespaces_are_separate_and_there_is_a_default_one(url: str, db: httpx.Client) -> None:
    db.put("/only.json", json="here")
    assert httpx.get(f"{url}/only.json").json() is None
    httpx.put(f"{url}/bare.json", json=1)
    assert httpx.get(f"{url}/bare.json", params={"ns": "fake-server"}).json() == 1


BAD_NAMESPACES = ["../../x", "a/b", "a.b", "a b", "a_b", "é", "a\n", "%2e%2e"]


@pytest.mark.parametrize("name", BAD_NAMESPACES)
def test_a_namespace_is_letters_digits_and_hyphens(url: str, name: str) -> None:
    """The firebase CLI puts the names of all namespaces into the file names of an export."""
    for method, path in (
        ("GET", "/a.json"),
        ("PUT", "/a.json"),
        ("PUT", "/.settings/rules.json"),
        ("GET", "/.settings/rules.json"),
    ):
        body = None if method == "GET" else b'{"rules": {}}'
        answer = httpx.request(method, url + path, params={"ns": name}, headers=ADMIN, content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("Invalid namespace")
    listed = httpx.get(f"{url}/.inspect/databases.json", headers=ADMIN).json()
    assert {"name": name} not in listed


@pytest.mark.parametrize("accept", ["text/event-stream", "Text/Event-Stream, */*"])
def test_streaming_is_refused(db: httpx.Client, accept: str) -> None:
    answer = db.get("/x.json", headers={"Accept": accept})
    assert answer.status_code == 406
    assert "does not support streaming" in answer.json()["error"]
    assert db.put("/x.json", json=1, headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/x", "/x/<b>y", "/x/"])
def test_a_path_without_json_is_a_page_without_data(db: httpx.Client, path: str) -> None:
    db.put("/x.json", json={"secret": "s3cret", "<b>y": 1})
    answer = db.get(path, params={"print": "pretty"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "s3cret" not in answer.text
    assert "<b>" not in answer.text
    (link,) = re.findall('href="(.*?)"', answer.text)
    assert db.get(html.unescape(link)).status_code == 200


def test_shallow(db: httpx.Client) -> None:
    db.put("/x.json", json={"a": {"b": 1}, "c": 2, "l": [1, 2]})
    assert db.get("/x.json", params={"shallow": "true"}).json() == {"a": True, "c": True, "l": True}
    assert db.get("/x/l.json", params={"shallow": "true"}).json() == {"0": True, "1": True}
    assert db.get("/x/c.json", params={"shallow": "true"}).json() == 2
    assert db.get("/none.json", params={"shallow": "true"}).json() is None


def test_print(db: httpx.Client) -> None:
    assert db.put("/x.json", json={"a": 1}, params={"print": "silent"}).status_code == 204
    assert db.get("/x.json", params={"print": "pretty"}).text == '{\n  "a": 1\n}'


def test_export_and_import_as_the_firebase_cli_does_them(url: str, db: httpx.Client) -> None:
    data = {"list": [1, None, 3], "map": {"é": True}}
    query = {"disableTriggers": "true", "writeSizeLimit": "unlimited"}
    chunks = (b'{"list":[1,null,3],', '"map":{"é":true}}'.encode())
    assert db.put("/.json", params=query, content=iter(chunks)).status_code == 200
    names = httpx.get(f"{url}/.inspect/databases.json", params={"ns": "demo"}, headers=ADMIN).json()
    assert {"name": db.params["ns"]} in names
    first = db.get("/.json", params={"shallow": "true", "limitToFirst": 1}).json()
    assert first == {"list": True}
    export = db.get("/.json", params={"format": "export"}).json()
    assert export == {"list": {"0": 1, "2": 3}, "map": {"é": True}}
    db.put("/.json", json=export)
    assert db.get("/.json").json() == data


def test_the_etag_depends_on_the_content_only(db: httpx.Client) -> None:
    def etag() -> str:
        return db.get("/x.json", headers=WANT_ETAG).headers["etag"]

    assert etag() == "null_etag"
    assert db.put("/x.json", json={"b": 1, "a": [1]}, headers=WANT_ETAG).headers["etag"] == etag()
    first = etag()
    db.put("/x.json", json=2)
    assert etag() != first
    db.put("/x.json", json={"a": {"0": 1.0}, "b": 1})
    assert etag() == first
    assert "etag" not in db.get("/x.json").headers


def test_if_none_match(db: httpx.Client) -> None:
    db.put("/x.json", json=1)
    etag = db.get("/x.json", headers=WANT_ETAG).headers["etag"]
    same = db.get("/x.json", headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    db.put("/x.json", json=2)
    other = db.get("/x.json", headers={"if-none-match": etag})
    assert (other.status_code, other.json()) == (200, 2)
    assert other.headers["etag"] not in ("", etag)


def test_if_match_writes_only_if_the_value_is_unchanged(db: httpx.Client) -> None:
    create = {"if-match": "null_etag"}
    assert db.put("/x.json", json="first", headers=create).status_code == 200
    second = db.put("/x.json", json="second", headers=create)
    assert (second.status_code, second.json()) == (412, "first")
    assert db.delete("/x.json", headers={"if-match": "stale"}).status_code == 412
    assert db.get("/x.json").json() == "first"
    assert db.delete("/x.json", headers={"if-match": second.headers["etag"]}).status_code == 200
    assert db.get("/x.json").json() is None


DEEPEST = "/".join(f"k{level}" for level in range(32))
BAD_NAMES = "couldn't parse JSON object"
REFUSED: list[tuple[str, str, bytes, int, str]] = [
    ("PUT", "/a.json", b"", 400, "couldn't parse JSON"),
    ("PUT", "/a.json", b"{a:1}", 400, "couldn't parse JSON"),
    ("PUT", "/a.json", b'"\xff"', 400, "couldn't parse JSON"),
    ("PUT", "/a.json", b"[" * 5000 + b"]" * 5000, 400, "couldn't parse JSON"),
    ("PUT", "/a.json", b"1e999", 400, "couldn't parse JSON"),
    ("PUT", "/a.json", b"1" + b"0" * 400, 400, ""),
    *(
        ("PUT", "/a.json", f'{{"{key}": 1}}'.encode(), 400, BAD_NAMES)
        for key in (
            "",
            "a.b",
            "a#b",
            "a$b",
            "a/b",
            "a[b",
            "a]b",
            "\\u0000",
            "\x7f",
            "k" * 769,
            "é" * 385,
        )
    ),
    ("PUT", "/a.json", b'{".priority": 1, ".value": 2}', 400, "Priorities are not supported"),
    ("PUT", "/a.json", b'{".sv": "later"}', 400, "server values"),
    ("PUT", "/a.json", b'{".sv": "timestamp", "b": 1}', 400, "server values"),
    ("PUT", "/a.json", b'{".sv": {"increment": true}}', 400, "server values"),
    ("PUT", f"/{DEEPEST}.json", b'{"one more": 1}', 400, "nested too deeply"),
    ("PUT", f"/{DEEPEST}/k.json", b"1", 400, "Invalid path"),
    ("PUT", "/a.b.json", b"1", 400, "Invalid path: Invalid token in path"),
    ("PUT", "/a%23b.json", b"1", 400, "Invalid path: Invalid token in path"),
    *((verb, "/a", b"1", 404, "append .json") for verb in ("PUT", "POST", "PATCH", "DELETE")),
    (
        "PUT",
        "/a.json?orderBy=%22$key%22",
        b"1",
        400,
        "Unsupported query parameter for PUT: orderBy",
    ),
    ("PATCH", "/a.json", b"[1]", 400, "couldn't parse JSON object"),
    ("PATCH", "/a.json", b"null", 400, "couldn't parse JSON object"),
    ("PATCH", "/a.json", b'{"": 1}', 400, "is not the path of a child"),
    (
        "PATCH",
        "/a.json",
        b'{"b": 1, "b/c": 2}',
        400,
        "path /a/b that is ancestor of another path /a/b/c",
    ),
    ("PATCH", "/a.json", b'{"b/c": 2, "b-": 0, "b": 1}', 400, "is ancestor of"),
    ("PATCH", "/a.json", b'{"b": 1, "/b/": 2}', 400, "is ancestor of"),
    ("GET", "/a.json?_=1", b"", 400, "Unsupported query parameter for GET: _"),
    ("GET", "/a.json?print=loud", b"", 400, "print must be"),
    ("GET", "/a.json?format=xml", b"", 400, "format must be"),
    ("GET", "/a.json?shallow=true&orderBy=%22$key%22", b"", 400, "shallow can't be combined"),
    ("GET", "/a.json?auth_variable_override=x", b"", 400, "auth_variable_override must be"),
    ("OPTIONS", "/a.json", b"", 405, "OPTIONS is not supported"),
    ("GET", "/.settings/nothing.json", b"", 404, "There is no GET /.settings/nothing.json"),
]


@pytest.mark.parametrize(("method", "target", "body", "status", "text"), REFUSED)
def test_bad_requests_are_refused(
    db: httpx.Client, method: str, target: str, body: bytes, status: int, text: str
) -> None:
    path, _, query = target.partition("?")
    params = httpx.QueryParams(query).merge(db.params)
    response = db.request(method, path, params=params, content=body)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert text in response.json()["error"]
    assert db.get("/.json").json() is None


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("PATCH", {}, "PUT and DELETE only"),
        ("POST", {}, "PUT and DELETE only"),
        ("PUT", {"print": "silent"}, "print=silent"),
    ],
)
def test_unsupported_uses_of_if_match_are_refused(
    db: httpx.Client, method: str, params: dict[str, str], text: str
) -> None:
    headers = {"if-match": "null_etag"}
    response = db.request(method, "/a.json", params=params, json={"b": 1}, headers=headers)
    assert response.status_code == 400
    assert text in response.json()["error"]


@pytest.mark.parametrize(("depth", "status"), [(32, 200), (33, 400)])
def test_the_limit_on_depth(db: httpx.Client, depth: int, status: int) -> None:
    value: Any = 1
    for _ in range(depth):
        value = {"k": value}
    assert db.put("/.json", json=value).status_code == status
    assert db.get("/.json").json() == (value if status == 200 else None)


def test_the_limit_on_strings(db: httpx.Client) -> None:
    longest = "é" * (5 * 1024 * 1024)
    assert db.put("/x.json", json=longest).status_code == 200
    assert db.get("/x.json").json() == longest
    assert db.put("/x.json", json=longest + "a").status_code == 400
