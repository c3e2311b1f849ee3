"""The context view over HTTP: every field in its place, each section by itself."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from customer_health.domain.context.sections import SECTIONS
from customer_health.domain.context.vendor_records import Note
from customer_health.domain.instants import iso
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    NotInSource,
    SourceDown,
    SourceRefused,
)
from customer_health.flows.context import gather as flow
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.flows.context.sources import BILLING, CRM, NOW, OPENED, SOLVED, StubSource, sources
from tests.memory_database import MemoryDatabase

FLAGS = ("vip", "churn_risk", "at_risk", "renewal_due", "open_escalation", "legal_hold")


@pytest.fixture
def stubs(api: Api) -> dict[str, StubSource]:
    made: Any = sources()
    api.give(made, now=lambda: NOW)
    levels = {"open": "warning"}
    acme = row("Acme", email="admin@acme.example.com", levels=levels, ranAt=iso(NOW))
    api.load(CustomerIndex={"acme": acme}, Matches={"acme": {"state": "linked", "crmId": "901"}})
    return made


def get(api: Api, **query: str) -> Any:
    return api.get("customers/acme/context", **query)


def test_every_field_has_its_place(api: Api, stubs: dict[str, StubSource]) -> None:
    found = get(api)["sections"]
    assert tuple(found) == SECTIONS
    assert {name: section["source"] for name, section in found.items()} == {
        "contact": "crm", "account": "crm", "billing": "billing", "support": "support",
        "usage": "usage", "health": "health", "flags": "health", "timeline": "health",
    }  # fmt: skip
    assert {section["freshness"] for section in found.values()} == {"fresh"}
    assert found["contact"]["data"] == {
        "name": "John Smith",
        "email": "john@acme.example.com",
        "phone": "+1-555-0123",
        "company": "Acme",
        "jobTitle": "VP of Engineering",
        "timezone": "America/Toronto",
        "language": "en",
        "preference": "Email > Chat",
    }
    plan = {
        "id": "price_1",
        "name": "Enterprise Pro",
        "amount": {"cents": 500_000, "currency": "CAD"},
        "interval": "month",
        "seats": 100,
        "intervalCount": 1,
    }
    assert found["account"]["data"] == {
        "accountId": "901",
        "tier": "Enterprise",
        "tierSince": "2023-06-15",
        "contractEnd": "2026-06-01",
        "renewalProbability": 85.0,
        "owner": {"name": "Ola", "email": "ola@pivotapp.ca"},
        "lastContact": "2026-03-06T12:00:00Z",
        "plan": plan,
        "billingCycle": "month",
        "lifetimeValue": {"cents": 18_000_000, "currency": "CAD"},
    }
    assert found["billing"]["data"] == {
        "customerId": "cus_1",
        "paymentStatus": "current",
        "plan": plan,
        "currentInvoice": {
            "id": "in_3",
            "number": "INV-790",
            "createdAt": "2026-03-09T12:00:00Z",
            "amount": {"cents": 500_000, "currency": "CAD"},
            "status": "open",
            "dueAt": "2026-03-24T12:00:00Z",
        },
        "lastPayment": {
            "id": "ch_1",
            "at": "2026-02-20T12:00:00Z",
            "amount": {"cents": 500_000, "currency": "CAD"},
            "succeeded": True,
        },
        "failedPayments12m": 0,
        "balance": {"cents": 0, "currency": "CAD"},
        "credits": {"cents": 20_000, "currency": "CAD"},
        "lastCredit": {
            "at": "2026-03-02T12:00:00Z",
            "amount": {"cents": 20_000, "currency": "CAD"},
            "reason": "SLA credit for the outage",
        },
        "discount": {"name": "annual commitment", "percent": 10.0},
        "discounts": [
            {"name": "annual commitment", "percent": 10.0},
            {"name": "loyalty", "amount": {"cents": 500, "currency": "CAD"}},
        ],
        "billingContact": "billing@acme.example.com",
        "revenue12m": {"cents": 6_000_000, "currency": "CAD"},
        "lifetimeValue": {"cents": 18_000_000, "currency": "CAD"},
    }
    opened = {
        "id": "4567",
        "subject": "API rate limiting",
        "state": "open",
        "priority": "high",
        "createdAt": "2026-03-10T12:00:00Z",
        "escalated": True,
    }
    solved = {
        "id": "4566",
        "subject": "Late export",
        "state": "solved",
        "priority": "low",
        "createdAt": "2026-03-02T12:00:00Z",
        "solvedAt": "2026-03-03T12:00:00Z",
        "satisfaction": 5,
        "escalated": False,
    }
    assert found["support"]["data"] == {
        "tickets": 23,
        "ticketsBefore": 35,
        "trend": "falling",
        "open": [opened],
        "last": solved,
        "resolutionHours": 8.2,
        "satisfaction": 4.6,
        "ratings": 9,
        "escalated": 3,
        "escalationRate": pytest.approx(100 * 3 / 23),
    }
    assert found["usage"]["data"] == {
        "activeUsers": 47,
        "seats": 100,
        "seatsSold": True,
        "utilization": 47.0,
        "lastLogin": "2026-03-09T12:00:00Z",
        "lastLoginBy": "John Smith",
        "features": [
            {"id": "schedule", "lastUsed": "2026-03-10T12:00:00Z", "count30d": 900},
            {"id": "timeclock", "lastUsed": "2026-03-08T12:00:00Z", "count30d": 400},
        ],
        "featuresUsed": 2,
        "featuresOffered": 9,
        "adoption": pytest.approx(200 / 9),
        "mostUsed": "schedule",
        "unusedHighValue": ["payroll-export", "shift-trading", "reports", "mobile-app"],
        "trendPercent": -12.0,
        "trend": "falling",
    }


def test_health_explains_itself(api: Api, stubs: dict[str, StubSource]) -> None:
    data = get(api, sections="health")["sections"]["health"]["data"]
    parts = {part["name"]: part for part in data["parts"]}
    assert (parts["billing"]["score"], parts["billing"]["losses"]) == (100, [])
    assert parts["operations"]["losses"] == [
        {
            "code": "metric",
            "points": 50.0,
            "params": {"metric": "quarts_de_travail_ouverts_10_", "level": "warning"},
            "text": {
                "en": "Open shifts: warning.",
                "fr": "Quarts ouverts\xa0: avertissement.",
            },
        }
    ]
    for part in parts.values():
        assert 100 - sum(loss["points"] for loss in part["losses"]) == pytest.approx(
            part["score"], abs=0.6
        )
        assert all(loss["text"]["en"] != loss["text"]["fr"] for loss in part["losses"])
    assert (data["band"], data["coverage"], data["reviewedAt"]) == ("green", 80, iso(NOW))
    reasons = data["renewal"].pop("reasons")
    assert [one["code"] for one in reasons] == [
        "score", "probability", "engagement", "trend", "contract_end", "metric",
    ]  # fmt: skip
    assert reasons[1]["text"]["en"] == "Renewal probability in the CRM: 85%."
    assert reasons[-1]["text"]["fr"] == "Quarts ouverts\xa0: avertissement."
    assert data["renewal"] == {
        "risk": "medium",
        "probability": 85.0,
        "contractEnd": "2026-06-01",
        "days": 82,
    }
    assert data["figures"]["numberofemployees"] == 3


def test_an_open_alert_is_a_sign_of_churn(api: Api, stubs: dict[str, StubSource]) -> None:
    api.raise_alerts(replace(OPEN, company_id="acme"))
    found = get(api, sections="health")["sections"]["health"]["data"]["renewal"]["reasons"]
    assert found[-1]["params"] == {"count": 1, "level": "critical"}


def test_the_score_is_kept_once_a_day(api: Api, stubs: dict[str, StubSource]) -> None:
    api.load(
        HealthScores={
            "acme": {
                "2025-12-10": {"score": 1, "coverage": 99},
                "2026-03-01": {"score": 60, "coverage": 40},
            }
        }
    )
    get(api, sections="contact")
    assert api.database.get("HealthScores/acme/2026-03-11") is None
    stubs["support"].finds = SourceDown("503")
    health = get(api, sections="health")["sections"]["health"]["data"]
    assert health["coverage"] < 80
    assert health["history"] == [
        {"date": "2026-03-01", "score": 60, "coverage": 40},
        {"date": "2026-03-11", "score": health["score"], "coverage": health["coverage"]},
    ]
    stubs["support"].finds = "77"
    refreshed = api.send("POST", "customers/acme/refresh?sections=health").json
    assert api.database.get("HealthScores/acme/2026-03-11")["coverage"] == health["coverage"]
    api.database.patch({"ContextCache/acme": None})
    refreshed = get(api, sections="health")["sections"]["health"]["data"]
    kept = {"score": refreshed["score"], "coverage": 80}
    stored = api.database.get("HealthScores/acme/2026-03-11")
    assert {name: stored[name] for name in kept} == kept
    assert set(stored["parts"]) == {"billing", "engagement", "support", "operations"}
    listed = api.database.get("CustomerIndex/acme")
    assert (listed["score"], listed["plan"]) == (kept, "Enterprise Pro")
    assert listed["revenue"] == {"cents": 6_000_000, "currency": "CAD"}
    assert listed["changedAt"] != 1
    api.load(CustomerIndex={"acme": row("Acme", ranAt=iso(NOW), levels={"open": "critical"})})
    again = get(api, sections="health")["sections"]["health"]["data"]
    assert again["score"] < kept["score"]
    assert again["history"][-1] == {"date": "2026-03-11", **kept}


def test_the_last_review_is_a_persons(api: Api, stubs: dict[str, StubSource]) -> None:
    data = get(api, sections="health")["sections"]["health"]["data"]
    assert (data["reviewedAt"], "lastReview" in data) == (iso(NOW), False)
    review = {"by": "ann@pivotapp.ca", "at": iso(NOW), "note": "Content"}
    api.load(CustomerFlags={"acme": {"review": {**review, "reason": "QBR", "actionId": "a1"}}})
    data = get(api, sections="health,flags")["sections"]["health"]["data"]
    assert data["lastReview"] == review


def test_flags_and_timeline(api: Api, stubs: dict[str, StubSource]) -> None:
    api.load(
        CustomerFlags={"acme": {"legalHold": {"by": "sue@pivotapp.ca", "at": iso(NOW)}}},
        Notes={"acme": {"n1": {"at": iso(NOW), "text": "Called", "author": "ann@pivotapp.ca"}}},
    )
    found = get(api, sections="flags,timeline")["sections"]
    flags = {flag["name"]: flag for flag in found["flags"]["data"]["flags"]}
    assert tuple(flags) == FLAGS
    on = {name for name, flag in flags.items() if flag["on"]}
    assert on == {"churn_risk", "renewal_due", "open_escalation", "legal_hold"}
    assert flags["legal_hold"]["setBy"] == "sue@pivotapp.ca"
    assert flags["churn_risk"]["level"] == "medium"
    assert flags["churn_risk"]["text"]["en"].endswith(
        "Usage fell by 12% in 30 days. The contract ends in 82 days. Open shifts: warning."
    )
    events = {event["id"]: event for event in found["timeline"]["data"]["events"]}
    assert events["meeting:m1"] == {
        "id": "meeting:m1",
        "at": "2026-03-04T12:00:00Z",
        "kind": "meeting",
        "who": "Ola",
        "text": "QBR",
        "startsAt": "2026-03-20T12:00:00Z",
    }
    assert (events["solved:4566"]["hours"], events["solved:4566"]["new"]) == (24, "5")
    assert [(e["kind"], e.get("about"), e["at"]) for e in events.values()] == [
        ("note", None, "2026-03-11T12:00:00Z"),
        ("ticket_opened", "4567", "2026-03-10T12:00:00Z"),
        ("invoice", "INV-790", "2026-03-09T12:00:00Z"),
        ("note", None, "2026-03-05T12:00:00Z"),
        ("meeting", None, "2026-03-04T12:00:00Z"),
        ("ticket_solved", "4566", "2026-03-03T12:00:00Z"),
        ("ticket_opened", "4566", "2026-03-02T12:00:00Z"),
        ("invoice_paid", "INV-789", "2026-02-20T12:00:00Z"),
        ("invoice", "INV-789", "2026-02-19T12:00:00Z"),
    ]


def test_a_note_is_ours_by_its_key_and_not_by_its_text(
    api: Api, stubs: dict[str, StubSource]
) -> None:
    notes = (
        Note("1", NOW, "Called", "Ola", key="a1"),
        Note("2", NOW, "Called", "Ola"),
        Note("3", NOW, "Called", "Ola", key="of an older installation"),
    )
    stubs["crm"].record = replace(CRM, notes=notes, meetings=())
    ours = {"at": iso(NOW), "text": "Called\n", "author": "ann@pivotapp.ca"}
    api.load(Notes={"acme": {"a1": ours}})
    events = get(api, sections="timeline")["sections"]["timeline"]["data"]["events"]
    assert [(e["id"], e["who"]) for e in events if e["kind"] == "note"] == [
        ("crm:2", "Ola"),
        ("note:a1", "ann@pivotapp.ca"),
        ("note:of an older installation", "Ola"),
    ]


def test_the_summary_leads(api: Api, stubs: dict[str, StubSource]) -> None:
    found = get(api)
    assert next(iter(found)) == "id"
    summary = found["summary"]
    assert summary.pop("why")["en"] == "Open shifts: warning."
    assert summary.pop("score") == found["sections"]["health"]["data"]["score"]
    assert summary == {
        "level": "warning",
        "band": "green",
        "owner": {"name": "Ola", "email": "ola@pivotapp.ca"},
        "plan": "Enterprise Pro",
        "openTickets": 1,
        "lastContact": "2026-03-06T12:00:00Z",
        "missing": [],
        "stale": [],
    }


def test_only_the_named_sections(api: Api, stubs: dict[str, StubSource]) -> None:
    found = get(api, sections="billing,contact")
    assert set(found["sections"]) == {"contact", "billing"}
    assert found["summary"]["missing"] == ["support"]
    assert not stubs["support"].fetched
    assert not stubs["usage"].fetched


@pytest.mark.parametrize("sections", ["tickets", "billing,", ",billing", "billing;contact"])
def test_sections_that_are_none(api: Api, sections: str) -> None:
    assert api.send("GET", f"customers/acme/context?sections={sections}").status_code == 422


def test_nobody_there(api: Api) -> None:
    assert api.send("GET", "customers/nobody/context").status_code == 404
    assert api.send("POST", "customers/nobody/refresh").status_code == 404


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (SourceDown("503"), "down", "Billing: no answer just now; it is asked again soon."),
        (SourceRefused("401"), "refused", "Billing: access refused"),
        (BadAnswer("<html>"), "bad_answer", "Billing: its answer can’t be read."),
        (AmbiguousInSource("two", ("cus_1", "cus_2")), "ambiguous", "Billing: several customers"),
    ],
)
def test_a_source_away_leaves_the_rest(
    api: Api, stubs: dict[str, StubSource], error: Exception, kind: str, words: str
) -> None:
    stubs["billing"].finds = error
    found = get(api)
    sections = found["sections"]
    trouble = sections["billing"]["error"]
    assert sections["billing"]["freshness"] == "unavailable"
    assert "data" not in sections["billing"]
    assert (trouble["kind"], trouble["source"]) == (kind, "billing")
    assert trouble["text"]["en"].startswith(words)
    assert trouble["candidates"] == (["cus_1", "cus_2"] if kind == "ambiguous" else [])
    for name in ("account", "usage", "health", "flags", "timeline"):
        assert sections[name]["missing"] == ["billing"]
    assert "plan" not in sections["account"]["data"]
    assert sections["account"]["data"]["tier"] == "Enterprise"
    assert sections["support"]["freshness"] == "fresh"
    [billing] = [p for p in sections["health"]["data"]["parts"] if p["name"] == "billing"]
    assert "score" not in billing
    assert found["summary"]["missing"] == ["billing"]
    [vip] = [flag for flag in sections["flags"]["data"]["flags"] if flag["name"] == "vip"]
    assert "on" not in vip


def test_no_recorded_use_is_no_data(api: Api, stubs: dict[str, StubSource]) -> None:
    stubs["usage"].error = NotInSource("nothing recorded")
    found = get(api)["sections"]
    assert "data" not in found["usage"]
    assert found["usage"]["error"]["text"] == {
        "en": "Product usage: no data. The app has recorded no use yet.",
        "fr": "L’utilisation du produit\xa0: aucune donnée. "
        "L’application n’a encore enregistré aucune utilisation.",
    }
    parts = {part["name"]: part for part in found["health"]["data"]["parts"]}
    assert "score" not in parts["engagement"]
    assert parts["engagement"]["losses"] == []
    assert found["health"]["missing"] == ["usage"]


@pytest.mark.parametrize(("sold", "seats"), [(80, 80), (1, 100), (None, 100)])
def test_seats_are_those_that_billing_sold(
    api: Api, stubs: dict[str, StubSource], sold: int | None, seats: int
) -> None:
    assert BILLING.plan
    stubs["billing"].record = replace(BILLING, plan=replace(BILLING.plan, seats=sold))
    found = get(api, sections="usage,health")["sections"]
    usage = found["usage"]["data"]
    assert (usage["seats"], usage["seatsSold"]) == (seats, seats != 100)
    assert usage["utilization"] == 4700 / seats
    [engagement] = [p for p in found["health"]["data"]["parts"] if p["name"] == "engagement"]
    [loss] = [one for one in engagement["losses"] if one["code"] == "active_users"]
    assert loss["params"] == {"active": 47.0, "seats": float(seats)}


def test_seats_without_billing(api: Api, stubs: dict[str, StubSource]) -> None:
    stubs["billing"].finds = SourceDown("503")
    section = get(api, sections="usage")["sections"]["usage"]
    assert section["missing"] == ["billing"]
    assert (section["data"]["seats"], section["data"]["seatsSold"]) == (100, False)


def test_nothing_configured(api: Api) -> None:
    api.load(CustomerIndex={"acme": row("Acme")})
    found = get(api)
    assert {
        name: section["error"]["kind"]
        for name, section in found["sections"].items()
        if "error" in section
    } == dict.fromkeys(("contact", "account", "billing", "support", "usage"), "not_configured")
    assert found["sections"]["billing"]["error"]["text"]["fr"] == (
        "La facturation\xa0: source non configurée."
    )
    assert found["summary"]["why"] == {
        "en": "There is no data yet.",
        "fr": "Il n’y a pas encore de données.",
    }


def test_stale_is_said(
    api: Api, stubs: dict[str, StubSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    get(api)
    monkeypatch.setattr(flow, "FRESH", timedelta(0))
    found = get(api)["sections"]
    assert {section["freshness"] for section in found.values()} == {"stale"}
    assert found["billing"]["fetchedAt"] == "2026-03-11T12:00:00Z"
    assert get(api, sections="contact")["summary"]["stale"] == ["crm", "billing", "support"]


def test_a_ticket_is_no_employee(api: Api, stubs: dict[str, StubSource]) -> None:
    hired = {"name": "Zoe", "createdAt": iso(NOW - timedelta(days=1))}
    api.load(Employees={"acme": {OPENED.id: hired}})
    events = get(api, sections="timeline")["sections"]["timeline"]["data"]["events"]
    assert {e["kind"]: e.get("name") for e in events if e.get("about") == OPENED.id} == {
        "hired": "Zoe",
        "ticket_opened": None,
    }


def test_refresh_asks_anew(api: Api, stubs: dict[str, StubSource]) -> None:
    get(api)
    response = api.send("POST", "customers/acme/refresh?sections=billing")
    assert response.status_code == 200
    assert set(response.json["sections"]) == {"billing"}
    assert (len(stubs["billing"].fetched), len(stubs["crm"].fetched)) == (2, 1)


def test_the_heavy_pages(api: Api, stubs: dict[str, Any]) -> None:
    asked = []

    def tickets(source_id: str, after: str | None, limit: int) -> Any:
        asked.append((source_id, after, limit))
        return [OPENED, SOLVED], "p2"

    stubs["support"].tickets = tickets
    stubs["billing"].invoices = lambda *_: (list(BILLING.invoices), None)
    page = api.get("customers/acme/tickets", limit="2")
    assert ([ticket["id"] for ticket in page["tickets"]], page["next"]) == (["4567", "4566"], "p2")
    api.get("customers/acme/tickets", limit="2", cursor="p2")
    assert asked == [("77", None, 2), ("77", "p2", 2)]
    assert api.send("GET", "customers/acme/invoices?status=late").status_code == 422
    page = api.get("customers/acme/invoices", status="open")
    assert [invoice["number"] for invoice in page["invoices"]] == ["INV-790", "INV-789"]
    assert "next" not in page


def test_a_page_that_is_not_there_leaves_the_id(api: Api, stubs: dict[str, Any]) -> None:
    def invoices(*_: Any) -> Any:
        raise NotInSource("no such invoice: in_nonsense")

    api.get("customers/acme/invoices")
    stubs["billing"].invoices = invoices
    assert api.send("GET", "customers/acme/invoices?cursor=in_nonsense").status_code == 404
    assert api.database.get("SourceIds/acme/billing/id") == "cus_1"
    assert len(stubs["billing"].found) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SourceDown("503"), 503),
        (SourceRefused("401"), 409),
        (BadAnswer("x"), 502),
        (AmbiguousInSource("two"), 409),
    ],
)
def test_a_page_of_a_source_that_is_away(
    api: Api, stubs: dict[str, StubSource], error: Exception, status: int
) -> None:
    stubs["support"].finds = error
    assert api.send("GET", "customers/acme/tickets").status_code == status


def test_a_page_of_a_source_that_is_not_configured(api: Api) -> None:
    api.load(CustomerIndex={"acme": row("Acme")})
    response = api.send("GET", "customers/acme/tickets")
    assert (response.status_code, "not configured" in response.json["detail"]) == (409, True)


def test_a_supervisor_names_the_id(api: Api, stubs: dict[str, StubSource]) -> None:
    stubs["billing"].finds = AmbiguousInSource("two", ("cus_1", "cus_2"))
    get(api)
    body = {"id": "cus_2", "reason": "by their invoice"}
    path = "customers/acme/sources/billing"
    assert api.send("PUT", path, "agent", body).status_code == 403
    response = api.send("PUT", path, "supervisor", body)
    assert response.json == {
        "companyId": "acme",
        "source": "billing",
        "id": "cus_2",
        "by": "ann@pivotapp.ca",
        "at": "2026-03-11T12:00:00Z",
    }
    assert get(api)["sections"]["billing"]["freshness"] == "fresh"
    assert stubs["billing"].fetched == ["cus_2"]


@pytest.mark.parametrize("bad", ["a/b", "", "x.y", 7])
def test_an_id_that_is_none(api: Api, stubs: dict[str, StubSource], bad: Any) -> None:
    body = {"id": bad, "reason": "x"}
    response = api.send("PUT", "customers/acme/sources/billing", "supervisor", body)
    assert response.status_code == 422


def test_a_warm_view_asks_the_database_little(
    api: Api, stubs: dict[str, StubSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    get(api)
    read: list[str] = []
    reference = MemoryDatabase._reference

    def counting(database: MemoryDatabase, path: str) -> Any:
        read.append(path)
        return reference(database, path)

    monkeypatch.setattr(MemoryDatabase, "_reference", counting)
    get(api)
    assert len(read) <= 14
    assert "ContextCache/acme" in read


def test_the_clock_is_the_tests(api: Api, stubs: dict[str, StubSource]) -> None:
    assert get(api)["asOf"] == iso(NOW)
    assert NOW.tzinfo is UTC


def test_a_ticket_begins_with_the_customers_state(api: Api, stubs: dict[str, StubSource]) -> None:
    draft = api.get("customers/acme/ticket-draft")
    assert draft["subject"]["fr"].startswith("Acme\xa0: ")
    text = draft["body"]["en"].splitlines()
    assert {"Plan: Enterprise Pro", "Owner: Ola"} <= set(text)
    assert any("#4567 API rate limiting" in line for line in text)
    for stub in stubs.values():
        stub.error = SourceDown("no answer")
    api.database.patch({"ContextCache": None})
    assert api.get("customers/acme/ticket-draft")["body"]["en"].startswith("Level: ")
    assert api.send("GET", "customers/nobody/ticket-draft").status_code == 404
