"""The Zendesk fake, used with a plain HTTP client."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from emulator_harness.fakes.zendesk import ZendeskFake

NOW = datetime(2025, 11, 24, 15, tzinfo=UTC)
NEW = {"subject": "Help", "comment": {"body": "Please"}, "requester": {"email": "a@b.example"}}


@pytest.fixture(scope="module")
def running() -> Iterator[ZendeskFake]:
    with ZendeskFake() as fake:
        yield fake


@pytest.fixture
def zendesk(running: ZendeskFake) -> Iterator[ZendeskFake]:
    running.reset()
    yield running
    running.server.rate = None


def ask(zendesk: ZendeskFake, method: str, path: str, **more: Any) -> requests.Response:
    login = (f"{zendesk.email}/token", zendesk.token)
    return requests.request(method, f"{zendesk.url}/api/v2/{path}", auth=login, timeout=5, **more)


def get(zendesk: ZendeskFake, path: str, **query: Any) -> Any:
    answer = ask(zendesk, "GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def make(zendesk: ZendeskFake, key: str | None = None, **ticket: Any) -> requests.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return ask(zendesk, "POST", "tickets.json", json={"ticket": NEW | ticket}, headers=headers)


def test_the_token_is_checked(zendesk: ZendeskFake) -> None:
    answer = requests.get(f"{zendesk.url}/api/v2/search", timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (401, "Couldn't authenticate you")


@pytest.fixture
def maple(zendesk: ZendeskFake) -> int:
    """An organization with five tickets, whose subjects are their ages in days."""
    organization = zendesk.put_organization("Maple")
    for age in range(5):
        times = {"created_at": NOW - timedelta(days=age)}
        if age > 2:
            times["solved_at"] = NOW
        zendesk.put_ticket(str(age), **times, organization_id=organization)
    return organization


def subjects(answer: Any, name: str = "results") -> list[str]:
    return [one["subject"] for one in answer[name]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["0", "1", "2", "3", "4"]),
        (" status<solved", ["0", "1", "2"]),
        (" status:solved", ["3", "4"]),
        (f" created>{NOW - timedelta(days=2):%FT%TZ}", ["0", "1"]),
        (f" created<={NOW - timedelta(days=3):%FT%TZ}", ["3", "4"]),
        (" requester:1", []),
    ],
)
def test_a_search(zendesk: ZendeskFake, maple: int, query: str, found: list[str]) -> None:
    asked = f"type:ticket organization:{maple}{query}"
    assert subjects(get(zendesk, "search", query=asked)) == found
    assert get(zendesk, "search/count.json", query=asked) == {"count": len(found)}


def test_pages_of_a_search(zendesk: ZendeskFake, maple: int) -> None:
    asked = {"query": f"type:ticket organization:{maple}", "per_page": 2}
    first = get(zendesk, "search", **asked, sort_order="asc")
    assert (subjects(first), first["count"]) == (["4", "3"], 5)
    assert subjects(ask(zendesk, "GET", first["next_page"].split("/v2/")[1]).json()) == ["2", "1"]
    last = get(zendesk, "search", **asked, page=3)
    assert (subjects(last), last["next_page"]) == (["4"], None)
    beyond = ask(zendesk, "GET", "search", params={**asked, "page": 501})
    assert beyond.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Help",
        "type:user",
        "type:ticket colour:red",
        "type:ticket status<asleep",
        "type:ticket status:*",
        "type:ticket requester:ann*",
        "type:ticket requester>ann@example.com",
        "type:ticket organization<5",
        "type:ticket created>yesterday",
        "type:ticket created>4hours",
        "type:ticket created>9999-12-31",
        'type:ticket requester:"ann',
        'type:ticket subject:"Printer"',
        "type:ticket -status:open",
        "type:ticket status:",
    ],
)
def test_a_search_in_unknown_syntax_is_a_422(zendesk: ZendeskFake, query: str) -> None:
    for path in ("search", "search/count"):
        answer = ask(zendesk, "GET", path, params={"query": query})
        assert (answer.status_code, answer.json()["error"]) == (422, "invalid")
        assert answer.json()["description"].startswith("Invalid search: ")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("requester:ann@example.com", ["ann's"]),
        ('requester:"ANN@example.com"', ["ann's"]),
        ('requester:"Ann Smith"', ["ann's"]),
        ("requester:nobody@example.com", []),
        ("requester:none", ["none's"]),
        ("organization:maple", ["ann's"]),
        ('organization:"Maple" status:"open"', ["ann's"]),
        ("priority>=high", ["ann's"]),
        ("tags:vip", ["ann's"]),
        ("tags:vip tags:other", []),
        ("created:2025-11-24", ["ann's", "none's"]),
        ('created>"2025-11-24T14:00:00+00:00"', ["ann's", "none's"]),
        ("created>2025-11-24", []),
        ("created>=2025-11-24 updated<2025-11-25", ["ann's", "none's"]),
        ("solved>2025-11-01", []),
    ],
)
def test_fields_of_a_search(zendesk: ZendeskFake, query: str, found: list[str]) -> None:
    maple = zendesk.put_organization("Maple")
    ann = zendesk.put_user("ann@example.com", "Ann Smith")
    whose = {"requester_id": ann, "organization_id": maple}
    zendesk.put_ticket("ann's", NOW, **whose, priority="urgent", tags=["vip"])
    zendesk.put_ticket("none's", NOW)
    answer = get(zendesk, "search", query=f"type:ticket {query}", sort_order="asc")
    assert subjects(answer) == found


@pytest.mark.parametrize(
    "wrong", [{"page": "x"}, {"page": 0}, {"per_page": -1}, {"per_page": "1e3"}]
)
def test_a_page_that_is_no_number_is_a_400(zendesk: ZendeskFake, wrong: dict[str, Any]) -> None:
    answer = ask(zendesk, "GET", "search", params={"query": "type:ticket", **wrong})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"ticket": 1}'])
def test_a_body_that_holds_no_ticket_is_a_422(zendesk: ZendeskFake, body: str) -> None:
    name = zendesk.put_ticket("Printer", NOW)
    assert ask(zendesk, "POST", "tickets", data=body).status_code == 422
    assert ask(zendesk, "PUT", f"tickets/{name}", data=body).status_code == 422


def test_metrics_beside_and_inside_the_tickets(zendesk: ZendeskFake, maple: int) -> None:
    asked = {"query": "type:ticket", "include": "tickets(metric_sets)"}
    searched = get(zendesk, "search", **asked)
    assert len(searched["metric_sets"]) == 5
    assert "metric_set" not in searched["results"][0]
    path = f"organizations/{maple}/tickets"
    listed = get(zendesk, path, include="metric_sets")["tickets"]
    assert listed[0]["metric_set"]["ticket_id"] == listed[0]["id"]
    assert "metric_set" not in get(zendesk, path)["tickets"][0]


def test_pages_by_cursor(zendesk: ZendeskFake, maple: int) -> None:
    path, found, query = f"organizations/{maple}/tickets.json", [], {}
    while True:
        page = get(zendesk, path, **{"sort": "-updated_at", "page[size]": 2}, **query)
        found += subjects(page, "tickets")
        if not page["meta"]["has_more"]:
            break
        query = {"page[after]": page["meta"]["after_cursor"]}
    assert found == ["4", "3", "0", "1", "2"], "solved today, and then by age"
    for wrong in ({"sort": "subject"}, {"page[after]": "?"}):
        assert ask(zendesk, "GET", path, params=wrong).status_code == 400
    assert ask(zendesk, "GET", "organizations/7/tickets").status_code == 404


def test_archived_tickets_are_found_by_a_search_only(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.put_ticket("old", NOW, organization_id=maple, archived=True)
    assert "old" in subjects(get(zendesk, "search", query="type:ticket"))
    assert "old" not in subjects(get(zendesk, f"organizations/{maple}/tickets"), "tickets")


def test_users_by_email(zendesk: ZendeskFake) -> None:
    zendesk.put_user("Ann@maple.example")
    zendesk.put_user(None)
    for query, found in (
        ('email:"ann@maple.example"', 1),
        ('email:"*@maple.example"', 1),
        ("email:ann@maple.example", 1),
        ('email:"bo@maple.example"', 0),
    ):
        assert len(get(zendesk, "users/search", query=query)["users"]) == found
    unknown = ask(zendesk, "GET", "users/search", params={"query": "name:Ann"})
    assert unknown.status_code == 422


def test_a_new_ticket(zendesk: ZendeskFake) -> None:
    made = make(zendesk, external_id="7")
    ticket = made.json()["ticket"]
    assert (made.status_code, ticket["status"]) == (201, "new")
    assert get(zendesk, f"tickets/{ticket['id']}.json")["ticket"] == ticket
    assert get(zendesk, "tickets", external_id="7")["tickets"] == [ticket]
    assert make(zendesk).json()["ticket"]["requester_id"] == ticket["requester_id"]
    for wrong in ({"comment": {}}, {"requester": {}}, {"priority": "x"}, {"organization_id": 7}):
        assert make(zendesk, **wrong).status_code == 422


def test_an_idempotency_key_creates_one_ticket(zendesk: ZendeskFake) -> None:
    first, again = make(zendesk, "key"), make(zendesk, "key")
    assert first.json() == again.json()
    lookups = [one.headers["x-idempotency-lookup"] for one in (first, again)]
    assert lookups == ["miss", "hit"]
    other = make(zendesk, "key", subject="Other")
    assert (other.status_code, other.json()["error"]) == (400, "IdempotentRequestError")
    zendesk.forget_keys()
    assert make(zendesk, "key").json() != first.json()


def test_a_search_finds_a_new_ticket_later(zendesk: ZendeskFake) -> None:
    zendesk.index_after(600)
    make(zendesk)
    assert get(zendesk, "search/count", query="type:ticket")["count"] == 0


def test_an_update(zendesk: ZendeskFake) -> None:
    name = zendesk.put_ticket("Printer", NOW, tags=["a"])
    change = {
        "priority": "high",
        "tags": ["a", "b", "b"],
        "comment": {"body": "x", "public": False},
    }
    stamp = zendesk.tickets()[0]["updated_at"]
    safe = {**change, "safe_update": True, "updated_stamp": stamp}
    answer = ask(zendesk, "PUT", f"tickets/{name}", json={"ticket": safe})
    assert answer.json()["ticket"]["tags"] == ["a", "b"]
    [comment] = zendesk.comments(name)
    assert (comment["body"], comment["public"]) == ("x", False)
    stale = ask(zendesk, "PUT", f"tickets/{name}", json={"ticket": safe})
    assert (stale.status_code, stale.json()["error"]) == (409, "UpdateConflict")


def test_the_rate_limit(zendesk: ZendeskFake) -> None:
    zendesk.server.rate = 1
    get(zendesk, "search/count", query="type:ticket")
    limited = ask(zendesk, "GET", "search/count")
    assert limited.status_code == 429
    assert 0 < int(limited.headers["Retry-After"]) <= 61


def test_faults(zendesk: ZendeskFake) -> None:
    zendesk.fail(status=503)
    assert ask(zendesk, "GET", "search").json()["error"] == "InternalError"
    zendesk.fail(lose_answer=True)
    with pytest.raises(requests.ConnectionError):
        make(zendesk)
    assert len(zendesk.tickets()) == 1
