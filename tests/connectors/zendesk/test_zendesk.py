"""Zendesk: the support section, and the effects of actions, which happen once or not at all."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.zendesk import support as zendesk_module
from customer_health.connectors.zendesk.effects import ZendeskEffects
from customer_health.connectors.zendesk.support import Zendesk, credentials, rate
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import SupportRecord, Ticket
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    Missing,
    NotInSource,
    SourceDown,
    SourceRefused,
)
from emulator_harness.fakes.zendesk import ZendeskFake

NOW = datetime(2025, 11, 24, 15, tzinfo=UTC)
EMAIL = "owner@maple-diner.example"
KEY = "action-7"


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.fixture(scope="module")
def running() -> Iterator[ZendeskFake]:
    with ZendeskFake() as fake:
        yield fake


@pytest.fixture
def zendesk(running: ZendeskFake) -> ZendeskFake:
    running.reset()
    return running


@pytest.fixture
def maple(zendesk: ZendeskFake) -> int:
    return zendesk.put_organization("Maple Diner")


def http(fake: ZendeskFake, timeout_budget: float = 5, token: str | None = None) -> VendorHttp:
    headers = credentials(fake.email, token or fake.token)
    return VendorHttp(VendorLimiter("zendesk", rate(200)), fake.url, headers, timeout_budget)


def source(fake: ZendeskFake, timeout_budget: float = 5) -> Zendesk:
    return Zendesk(http(fake, timeout_budget))


def effects(fake: ZendeskFake, timeout_budget: float = 5) -> ZendeskEffects:
    return ZendeskEffects(http(fake, timeout_budget))


def test_every_field(zendesk: ZendeskFake, maple: int) -> None:
    its = {"organization_id": maple}
    zendesk.put_ticket("Two years ago", ago(800), solved_at=ago(799), archived=True, **its)
    zendesk.put_ticket("Last year", ago(400), solved_at=ago(399), archived=True, **its)
    forgotten = zendesk.put_ticket("Forgotten", ago(390), status="hold", archived=True, **its)
    zendesk.put_ticket(
        "Import", ago(200), solved_at=ago(199), status="closed", score="bad", archived=True, **its
    )
    limits = zendesk.put_ticket(
        "Rate limits", ago(40), solved_at=ago(40 - 4 / 24), updated_at=ago(16),
        priority="high", score="good", tags=["api", "escalated"], **its,
    )  # fmt: skip
    newest = zendesk.put_ticket("Printer", ago(2), status="new", priority="low", **its)
    zendesk.put_ticket("Somebody else's", ago(1), organization_id=zendesk.put_organization("X"))
    open_one = Ticket(str(newest), "Printer", "open", "low", ago(2))
    solved = Ticket(
        str(limits), "Rate limits", "solved", "high", ago(40), ago(40 - 4 / 24), 5, escalated=True
    )
    assert source(zendesk).fetch(str(maple), NOW) == SupportRecord(
        tickets=3,
        tickets_before=2,
        open=[open_one, Ticket(str(forgotten), "Forgotten", "open", None, ago(390))],
        last=open_one,
        resolution_hours=14.0,
        satisfaction=3.0,
        ratings=2,
        escalated=1,
        recent=[open_one, solved],
    )


def test_one_round_of_requests(zendesk: ZendeskFake, maple: int) -> None:
    desk = source(zendesk)
    zendesk.fail(times=None, delay=0.3)
    before = time.monotonic()
    desk.fetch(str(maple), NOW)
    # Four requests of 0.3 s; one after the other they would take 1.2 s.
    assert time.monotonic() - before < 1
    assert len(zendesk.calls) == 4


def test_nobody_has_written_yet(zendesk: ZendeskFake, maple: int) -> None:
    assert source(zendesk).fetch(str(maple), NOW) == SupportRecord(0, 0, open=[], recent=[])


def test_a_customer_who_is_no_organization(zendesk: ZendeskFake) -> None:
    user = zendesk.put_user(EMAIL)
    zendesk.put_ticket("Printer", ago(2), requester_id=user)
    found = source(zendesk).fetch(f"user:{user}", NOW)
    assert [one.subject for one in found.open] == ["Printer"]


def test_a_ticket_that_the_search_does_not_know_yet(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.index_after(600)
    name = effects(zendesk).create_ticket("Help", "Please", "high", "Ann", EMAIL, str(maple), KEY)
    found = source(zendesk).fetch(str(maple), datetime.now(UTC) + timedelta(minutes=1))
    assert [one.id for one in found.open] == [name]
    assert found.tickets == 1


def test_a_new_ticket_begins_with_an_internal_note(zendesk: ZendeskFake, maple: int) -> None:
    """It has our own figures of the customer, in whose name it is."""
    name = effects(zendesk).create_ticket("Help", "Please", "high", "Ann", EMAIL, str(maple), KEY)
    assert [one["public"] for one in zendesk.comments(int(name))] == [False]


def test_what_is_listed_is_newer_than_what_is_searched(zendesk: ZendeskFake, maple: int) -> None:
    name = zendesk.put_ticket("Printer", ago(2), organization_id=maple)
    stale = f'{{"results": [{{"id": {name}, "status": "pending", "created_at": "{ago(2):%FT%TZ}", '
    stale += f'"updated_at": "{ago(2):%FT%TZ}"}}], "count": 1}}'
    solved = zendesk.server.desk.tickets[name]
    solved["status"] = "solved"
    zendesk.fail(times=None, path="/api/v2/search", body=stale.encode())
    assert source(zendesk).fetch(str(maple), NOW).open == []


def test_many_tickets(zendesk: ZendeskFake, maple: int) -> None:
    for day in range(250):
        zendesk.put_ticket(f"{day}", ago(day * 2), organization_id=maple, status="closed")
    zendesk.put_ticket("Forgotten", ago(800), organization_id=maple)
    found = source(zendesk).fetch(str(maple), NOW)
    assert (found.tickets, found.tickets_before) == (183, 67)
    assert [one.subject for one in found.open] == ["Forgotten"]
    assert found.last is not None
    assert found.last.subject == "0"
    assert len(found.recent) == 15


def test_pages_of_tickets(zendesk: ZendeskFake, maple: int) -> None:
    for day in range(5):
        zendesk.put_ticket(f"{day}", ago(day * 300), organization_id=maple, archived=day > 0)
    desk, pages, after = source(zendesk), [], None
    while True:
        # What is asked for later is no reason to skip any.
        found, after = desk.tickets(str(maple), after, limit=2 if after is None else 100)
        pages.append([one.subject for one in found])
        if after is None:
            break
    assert pages == [["0", "1"], ["2", "3"], ["4"]]


def test_history_ends_where_zendesks_search_does(zendesk: ZendeskFake, maple: int) -> None:
    for day in range(1001):
        zendesk.put_ticket(f"{day}", ago(day), organization_id=maple)
    desk = source(zendesk)
    assert desk.tickets(str(maple), "9-100")[1] == "10-100"
    assert desk.tickets(str(maple), "10-100")[1] is None
    assert desk.tickets(str(maple), "3-300")[1] is None


@pytest.mark.parametrize("after", ["x", "2", "0-25", "2-0", "-1-25", "11-100", "٢-25", "2-25 "])
def test_a_made_up_page_of_tickets(zendesk: ZendeskFake, maple: int, after: str) -> None:
    with pytest.raises(Missing, match="no page"):
        source(zendesk).tickets(str(maple), after)


def customer(email: str | None) -> CustomerIdentity:
    return CustomerIdentity("maple", "Maple Diner", email)


def test_found_by_its_email(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.put_user(f"x{EMAIL}", organization_id=zendesk.put_organization("X"))
    zendesk.put_user(EMAIL.upper(), organization_id=maple)
    assert source(zendesk).find(customer(EMAIL)) == str(maple)


def test_a_person_without_an_organization(zendesk: ZendeskFake) -> None:
    user = zendesk.put_user(EMAIL)
    assert source(zendesk).find(customer(EMAIL)) == f"user:{user}"


def test_found_by_its_domain(zendesk: ZendeskFake, maple: int) -> None:
    for name in ("cook", "waiter"):
        zendesk.put_user(f"{name}@maple-diner.example", organization_id=maple)
    zendesk.put_user("a@maple-diner.example.net", organization_id=zendesk.put_organization("X"))
    assert source(zendesk).find(customer(EMAIL)) == str(maple)


def test_never_a_guess(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.put_user("cook@maple-diner.example", organization_id=maple)
    user = zendesk.put_user("waiter@maple-diner.example")
    with pytest.raises(AmbiguousInSource, match="maple may be any of") as caught:
        source(zendesk).find(customer(EMAIL))
    assert set(caught.value.candidates) == {str(maple), f"user:{user}"}


def test_of_many_people_every_one_is_looked_at(
    zendesk: ZendeskFake, maple: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(120):
        zendesk.put_user(f"{number}@maple-diner.example", organization_id=maple)
    assert source(zendesk).find(customer(EMAIL)) == str(maple)
    other = zendesk.put_organization("Other")
    zendesk.put_user("last@maple-diner.example", organization_id=other)
    with pytest.raises(AmbiguousInSource) as caught:
        source(zendesk).find(customer(EMAIL))
    assert set(caught.value.candidates) == {str(maple), str(other)}
    monkeypatch.setattr(zendesk_module, "MAX_PEOPLE", 100)
    with pytest.raises(AmbiguousInSource, match="more than 100") as caught:
        source(zendesk).find(customer(EMAIL))
    assert caught.value.candidates == (str(maple),)


def test_half_a_character_in_a_subject(zendesk: ZendeskFake, maple: int) -> None:
    """JSON can say it, no database can keep it."""
    zendesk.put_ticket("Printer \ud800", ago(2), organization_id=maple)
    [ticket] = source(zendesk).fetch(str(maple), NOW).open
    assert ticket.subject == "Printer ?"


@pytest.mark.parametrize("email", [None, "", "x@gmail.com", '" or email:"*@', "a*@b.example", "@"])
def test_nobody(zendesk: ZendeskFake, maple: int, email: str | None) -> None:
    zendesk.put_user(EMAIL, organization_id=maple)
    zendesk.put_user("other@gmail.com", organization_id=maple)
    zendesk.put_user(None)
    with pytest.raises(NotInSource):
        source(zendesk).find(customer(email))


@pytest.mark.parametrize("name", ["999", "user:999", "x", "1 status:open", "", "-1"])
def test_no_such_customer(zendesk: ZendeskFake, name: str) -> None:
    with pytest.raises(NotInSource):
        source(zendesk).fetch(name, NOW)


def test_down_slow_and_limited(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.fail(times=2, status=502)
    zendesk.fail(times=2, drop=True)
    assert source(zendesk).fetch(str(maple), NOW).tickets == 0
    for fault in ({"drop": True}, {"delay": 2}, {"status": 429, "retry_after": 60}):
        zendesk.faults.clear()
        zendesk.fail(times=None, **fault)
        with pytest.raises(SourceDown):
            source(zendesk, timeout_budget=0.5).fetch(str(maple), NOW)


def test_the_desks_own_limit(zendesk: ZendeskFake, maple: int) -> None:
    zendesk.server.rate = 3
    try:
        with pytest.raises(SourceDown) as caught:
            source(zendesk).fetch(str(maple), NOW)
    finally:
        zendesk.server.rate = None
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 50


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"results": [{}], "tickets": [{}], "count": "1"}',
        b'{"results": [7], "tickets": [7], "count": 1.5}',
        b'{"results": {}, "tickets": null, "count": "many"}',
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/v2/search", "/api/v2/search/count", "/api/v2/organizations"]
)
def test_nonsense(zendesk: ZendeskFake, maple: int, body: bytes, path: str) -> None:
    zendesk.fail(times=None, path=path, body=body)
    with pytest.raises(BadAnswer):
        source(zendesk).fetch(str(maple), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "asleep"},
        {"priority": "extreme"},
        {"created_at": "yesterday"},
        {"id": "7"},
        {"subject": 7},
        {"updated_at": None},
        {"satisfaction_rating": "good"},
    ],
)
def test_a_ticket_that_is_none(zendesk: ZendeskFake, maple: int, wrong: dict[str, Any]) -> None:
    name = zendesk.put_ticket("Printer", ago(2), organization_id=maple)
    zendesk.server.desk.tickets[name].update(wrong)
    with pytest.raises(BadAnswer):
        source(zendesk).fetch(str(maple), NOW)


def test_a_wrong_token(zendesk: ZendeskFake, maple: int) -> None:
    with pytest.raises(SourceRefused, match="check its key"):
        Zendesk(http(zendesk, token="wrong")).fetch(str(maple), NOW)


def create(does: ZendeskEffects, organization: str | None, key: str = KEY) -> str:
    return does.create_ticket("Subject", "Body", "high", "Ann", EMAIL, organization, key)


def test_a_new_ticket(zendesk: ZendeskFake, maple: int) -> None:
    name = create(effects(zendesk), str(maple))
    [ticket] = zendesk.tickets()
    assert str(ticket["id"]) == name
    assert ticket["subject"] == "Subject"
    assert ticket["priority"] == "high"
    assert ticket["organization_id"] == maple
    assert ticket["external_id"] == KEY
    assert [one["body"] for one in zendesk.comments(ticket["id"])] == ["Body"]


@pytest.mark.parametrize("organization", [None, "user:7"])
def test_a_new_ticket_of_no_organization(zendesk: ZendeskFake, organization: str | None) -> None:
    create(effects(zendesk), organization)
    [ticket] = zendesk.tickets()
    assert ticket["organization_id"] is None


def test_a_new_ticket_is_made_once(zendesk: ZendeskFake) -> None:
    zendesk.fail(method="POST", lose_answer=True)
    name = create(effects(zendesk), None)
    zendesk.forget_keys()
    assert create(effects(zendesk), None) == name
    assert len(zendesk.tickets()) == 1
    assert create(effects(zendesk), None, "another") != name


def test_a_ticket_that_is_refused(zendesk: ZendeskFake) -> None:
    with pytest.raises(SourceRefused, match="Organization is invalid"):
        create(effects(zendesk), "999")
    assert zendesk.tickets() == []


@pytest.fixture
def ticket(zendesk: ZendeskFake, maple: int) -> int:
    return zendesk.put_ticket("Printer", ago(2), organization_id=maple, tags=["api"])


def override(does: ZendeskEffects, ticket: int) -> str:
    return does.override_sla(str(ticket), "urgent", "The kitchen stands still", KEY)


def test_an_sla_is_overridden(zendesk: ZendeskFake, ticket: int) -> None:
    assert override(effects(zendesk), ticket) == str(ticket)
    [one] = zendesk.tickets()
    assert one["priority"] == "urgent"
    assert {"api", "sla_override"} < set(one["tags"])
    [note] = zendesk.comments(ticket)
    assert (note["body"], note["public"]) == ("The kitchen stands still", False)


def test_an_sla_is_overridden_once(zendesk: ZendeskFake, ticket: int) -> None:
    zendesk.fail(method="PUT", lose_answer=True)
    with pytest.raises(SourceDown):
        override(effects(zendesk), ticket)
    assert override(effects(zendesk), ticket) == str(ticket)
    assert len(zendesk.comments(ticket)) == 1


def test_who_is_faster_loses_no_tag(zendesk: ZendeskFake, ticket: int) -> None:
    read = zendesk.tickets()[0] | {"updated_at": "2020-01-01T00:00:00Z", "metric_set": None}
    zendesk.fail(method="GET", body=json.dumps({"ticket": read}).encode())
    with pytest.raises(SourceDown, match="Safe Update"):
        override(effects(zendesk), ticket)
    assert zendesk.comments(ticket) == []
    override(effects(zendesk), ticket)
    assert len(zendesk.comments(ticket)) == 1


def test_a_ticket_is_escalated_once(zendesk: ZendeskFake, maple: int, ticket: int) -> None:
    zendesk.fail(method="PUT", lose_answer=True)
    with pytest.raises(SourceDown):
        effects(zendesk).escalate(str(ticket), "Their payroll stands still", KEY)
    assert effects(zendesk).escalate(str(ticket), "Their payroll stands still", KEY) == str(ticket)
    [note] = zendesk.comments(ticket)
    assert (note["body"], note["public"]) == ("Their payroll stands still", False)
    assert zendesk.tickets()[0]["priority"] is None
    [shown] = source(zendesk).fetch(str(maple), NOW).open
    assert shown.escalated


@pytest.mark.parametrize("name", ["999", "x", "1/tags", ""])
def test_no_such_ticket(zendesk: ZendeskFake, name: str) -> None:
    with pytest.raises(SourceRefused):
        effects(zendesk).override_sla(name, "urgent", "", KEY)
    with pytest.raises(SourceRefused):
        effects(zendesk).escalate(name, "", KEY)


def test_a_closed_ticket(zendesk: ZendeskFake, ticket: int) -> None:
    zendesk.server.desk.tickets[ticket]["status"] = "closed"
    with pytest.raises(SourceRefused, match="closed prevents"):
        override(effects(zendesk), ticket)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"<html>", b'{"ticket": {}, "tickets": [{}]}'])
def test_nonsense_in_place_of_an_effect(zendesk: ZendeskFake, ticket: int, body: bytes) -> None:
    zendesk.fail(times=None, body=body)
    with pytest.raises(BadAnswer):
        create(effects(zendesk), None)
    with pytest.raises(BadAnswer):
        override(effects(zendesk), ticket)


def test_tickets_link_to_their_pages(zendesk: ZendeskFake, maple: int) -> None:
    one = zendesk.put_ticket("Printer", ago(2), organization_id=maple)
    pages = "https://pivot.zendesk.com/agent/tickets"
    linked = Zendesk(http(zendesk), pages)
    [listed], _ = linked.tickets(str(maple))
    [still_open] = linked.fetch(str(maple), NOW).open
    assert {listed.url, still_open.url} == {f"{pages}/{one}"}
