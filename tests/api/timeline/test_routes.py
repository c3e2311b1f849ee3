"""A customer's timeline, and saved views."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from customer_health.domain.actions.action import (
    ActionRequest,
    Person,
    begin_attempt,
    move,
    requested,
    succeeded,
)
from customer_health.domain.actions.kinds.crm import NewNote
from customer_health.domain.actions.kinds.money import Amount
from customer_health.domain.alerts.transitions import Change, Stamp
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN, OPEN_SHIFTS
from customer_health.stores.actions import actions, notes
from customer_health.stores.alerts import alerts
from customer_health.stores.metrics import employees
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK, RUN
from tests.services import AGENT, TOKENS

MOVE = Change(OPEN).move("triaged", Stamp("ann@pivotapp.ca", CLOCK, RUN), "called them")
SNAPSHOTS = {
    "2025-11-22": {"alertLevel": "healthy"},
    "2025-11-23": {"alertLevel": "critical", LOGIN: "2025-11-22T23:00:00Z"},
    "2025-11-24": {"alertLevel": "critical", LOGIN: "2025-11-22T23:00:00Z"},
}


@pytest.fixture
def eventful(api: Api) -> Api:
    hired = {"createdAt": "2025-11-20T15:00:00Z"}
    api.load(
        CustomerIndex={"c1": row(master="u-boss")},
        Employees={
            "c1": {
                "boss": {"name": "John Smith", "userId": "u-boss"},
                "ann": {"name": "Ann", **hired, "archivedAt": "2025-11-23T11:00:00Z"},
                "bob": {"name": "Bob", **hired},
                "cleo": {"createdAt": "once upon a time"},
                "old": {"createdAt": "2015-01-01T00:00:00Z"},
            }
        },
        CustomerHealthMetrics={"c1": {"history": SNAPSHOTS}},
    )
    api.database.patch(alerts.history(MOVE.transitions))
    return api


@time_machine.travel(CLOCK, tick=False)
@pytest.mark.parametrize("few", [0, 3])
def test_a_company_of_many_employees_has_the_same_events(
    eventful: Api, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    whole = eventful.get("customers/c1/timeline")
    assert {"hired", "archived", "login"} <= {event["kind"] for event in whole["events"]}
    monkeypatch.setattr(employees, "FEW", few)
    assert eventful.get("customers/c1/timeline") == whole


@time_machine.travel(CLOCK, tick=False)
def test_events_come_newest_first_also_in_pages(eventful: Api) -> None:
    whole = eventful.get("customers/c1/timeline")["events"]
    assert [(event["kind"], event.get("about")) for event in whole] == [
        ("action", OPEN_SHIFTS),
        ("archived", "ann"),
        ("level", None),
        ("login", None),
        ("hired", "ann"),
        ("hired", "bob"),
    ]
    assert (whole[0]["who"], whole[0]["why"]) == ("ann@pivotapp.ca", "called them")
    assert (whole[2]["old"], whole[2]["new"]) == ("healthy", "critical")
    assert [event.get("name") for event in whole[1:4]] == ["Ann", None, "John Smith"]
    found, query = list[Any](), {"limit": "1"}
    while True:
        page = eventful.get("customers/c1/timeline", **query)
        found += page["events"]
        if "next" not in page:
            break
        query["cursor"] = page["next"]
    assert found == whole


LIVE = row(
    levels={"login": "healthy", "open": "warning"},
    login="2025-11-24T14:00:00Z",
    ranAt="2025-11-24T11:00:00Z",
    updatedAt="2025-11-24T14:00:05Z",
)


@time_machine.travel(CLOCK + timedelta(hours=9), tick=False)
def test_a_live_change_shows_before_the_next_run(eventful: Api) -> None:
    eventful.load(CustomerIndex={"c1": LIVE})
    seen = eventful.get("customers/c1/timeline")["events"][:2]
    assert seen == [
        {"id": "level:2025-11-25", "at": "2025-11-24T14:00:05Z", "kind": "level",
         "old": "critical", "new": "warning"},
        {"id": "login:2025-11-24T14:00:00Z", "at": "2025-11-24T14:00:00Z", "kind": "login"},
    ]  # fmt: skip
    context = eventful.get("customers/c1/context", sections="timeline")["sections"]
    assert context["timeline"]["data"]["events"][:2] == seen


@time_machine.travel(CLOCK + timedelta(days=1), tick=False)
def test_the_next_run_shows_the_same_events(eventful: Api) -> None:
    after = {"alertLevel": "warning", LOGIN: "2025-11-24T14:00:00Z"}
    eventful.load(
        CustomerIndex={"c1": {**LIVE, "updatedAt": iso(CLOCK + timedelta(days=1))}},
        CustomerHealthMetrics={"c1": {"history": {**SNAPSHOTS, "2025-11-25": after}}},
    )
    found = eventful.get("customers/c1/timeline")["events"][:2]
    assert [event["id"] for event in found] == ["level:2025-11-25", "login:2025-11-24T14:00:00Z"]


@time_machine.travel(CLOCK, tick=False)
def test_timestamps_of_any_kind_and_zone_are_accepted(api: Api) -> None:
    staff = {
        "number": {"createdAt": (CLOCK - timedelta(days=30)).timestamp() * 1000},
        "east": {"createdAt": "2025-10-25T19:00:00+14:00"},  # 05:00Z, an hour too early
        "west": {"createdAt": "2025-10-24T23:30:00-12:00"},  # 11:30Z the day after
        "soon": {"createdAt": "2025-11-24T11:00:01Z"},
        "left": {"createdAt": "2015-01-01T00:00:00Z", "archivedAt": "2025-11-24T11:00:00Z"},
        "broken": {"createdAt": True, "archivedAt": {"a": 1}},
    }
    api.load(CustomerIndex={"c1": row()}, Employees={"c1": staff})
    found = api.get("customers/c1/timeline", days=30)["events"]
    assert [(event["kind"], event["about"]) for event in found] == [
        ("archived", "left"),
        ("hired", "west"),
        ("hired", "number"),
    ]


@time_machine.travel(CLOCK, tick=False)
def test_notes_show_among_the_events(eventful: Api) -> None:
    for day, note_id in ((1, "n2"), (1, "n1"), (40, "old")):
        at = CLOCK - timedelta(days=day)
        eventful.database.patch(notes.save("c1", note_id, at, f"Note {note_id}", "ann@pivotapp.ca"))
    found = eventful.get("customers/c1/timeline", days=30)
    (first, second) = (event for event in found["events"] if event["kind"] == "note")
    assert first == {
        "id": "note:n1",
        "at": "2025-11-23T11:00:00Z",
        "kind": "note",
        "who": "ann@pivotapp.ca",
        "text": "Note n1",
    }
    assert second["id"] == "note:n2"


@time_machine.travel(CLOCK, tick=False)
def test_the_results_of_quick_actions_show(api: Api) -> None:
    ann, sue = (
        Person("u1", "ann@pivotapp.ca", "agent"),
        Person("u2", "sue@pivotapp.ca", "supervisor"),
    )
    hours = [CLOCK - timedelta(hours=n) for n in range(5)]
    credit = ActionRequest("c1", "Acme", "credit", Amount(300_00, "CAD"), "late export")
    asked = requested("a1", credit, ann, 2, CLOCK - timedelta(days=91))
    approved = move(asked, "approved", sue, hours[3], "fair")
    note = requested(
        "a2", replace(credit, kind="add_note", parameters=NewNote("x")), ann, 1, hours[2]
    )
    old = replace(credit, company_id="c2")
    api.load(CustomerIndex={"c1": row()})
    for action in (
        succeeded(begin_attempt(approved, hours[2]), "cbtxn_1", hours[1]),
        succeeded(begin_attempt(note, hours[2]), "n1", hours[1]),
        move(requested("a3", old, ann, 2, hours[4]), "approved", sue, hours[3]),
    ):
        actions.create(api.database, action)
    found = api.get("customers/c1/timeline")["events"]
    event = {"kind": "action", "about": "credit", "amount": {"cents": 300_00, "currency": "CAD"}}
    assert found == [
        event
        | {"id": "a1:4", "at": iso(hours[1]), "new": "done"}
        | {"who": "ann@pivotapp.ca", "why": "late export"},
        event
        | {"id": "a1:2", "at": iso(hours[3]), "new": "approved"}
        | {"who": "sue@pivotapp.ca", "why": "fair"},
    ]


@time_machine.travel(CLOCK, tick=False)
def test_a_fall_in_usage_shows(api: Api) -> None:
    samples = {"2025-10-21": 100, "2025-10-23": 100, "2025-11-20": 85, "2025-11-22": 80}
    api.load(CustomerIndex={"c1": row()}, UsageHistory={"c1": samples})
    assert api.get("customers/c1/timeline")["events"] == [
        {
            "id": "usage:2025-11-20",
            "at": "2025-11-20T11:00:00Z",
            "kind": "usage",
            "percent": -15,
        }
    ]


def save(api: Api, role: str = "agent", **body: Any) -> Any:
    wanted = {"name": "Growing", "filters": {"level": ["healthy"], "growthMin": 20}} | body
    response = api.send("POST", "views", role, body=wanted)
    assert response.status_code == 201, response.text
    return response.json


def test_own_and_shared_views(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {**AGENT, "uid": "u2", "email": "bob@pivotapp.ca"}
    monkeypatch.setitem(TOKENS, "bob", other)
    mine = save(api)
    assert mine["filters"]["level"] == ["healthy"]
    assert mine["filters"]["growthMin"] == 20
    shared = save(api, "bob", name="All", filters={}, shared=True)
    hidden = save(api, "bob", name="Bob's")
    assert [(v["name"], v["own"]) for v in api.get("views")["views"]] == [
        ("All", False),
        ("Growing", True),
    ]
    assert api.send("DELETE", f"views/{shared['id']}").status_code == 403
    assert api.send("DELETE", f"views/{hidden['id']}").status_code == 404
    assert api.send("DELETE", f"views/{mine['id']}").status_code == 204
    assert [v["name"] for v in api.get("views")["views"]] == ["All"]


def test_an_invalid_view_is_refused(api: Api) -> None:
    body = {"name": "x", "filters": {"level": ["purple"]}}
    response = api.send("POST", "views", body=body)
    assert response.status_code == 422
    assert response.json["errors"][0]["at"] == "body.filters.level.0"
