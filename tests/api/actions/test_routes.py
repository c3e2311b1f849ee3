"""Quick actions, approvals, the audit log and its reports over HTTP."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
import time_machine

from customer_health.domain.roles import ROLE_CLAIM
from customer_health.errors import BadToken, SourceDown
from customer_health.flows.actions.execute import run_action
from customer_health.stores.audit import log as audit_log
from tests.api.client import Api, as_, row
from tests.flows.actions.world import START, World
from tests.services import AGENT, TOKENS

PEOPLE = {
    "ann": AGENT,
    "sue": {**AGENT, "uid": "u-sue", "email": "sue@pivotapp.ca", ROLE_CLAIM: "supervisor"},
    "eve": {**AGENT, "uid": "u-eve", "email": "eve@pivotapp.ca", ROLE_CLAIM: "executive"},
    "adam": {**AGENT, "uid": "u-adam", "email": "adam@pivotapp.ca", ROLE_CLAIM: "admin"},
}
CREDIT = {"kind": "credit", "cents": 250_00, "currency": "USD", "reason": "Two days down"}


class Client:
    """A client of the API that records tasks.

    `queued` are the actions of queued tasks. `delivering` has an item for each queued task that
    sends the outbox.
    """

    def __init__(self, api: Api, world: World) -> None:
        self.api = api
        self.world = world
        self.queued = api.queued["action"]
        self.delivering = api.queued["delivery"]
        self.number = 0

    def ask(self, body: Any, who: str = "ann", key: str | None = None) -> Any:
        self.number += 1
        headers = as_(who) | {"Idempotency-Key": key or f"request-{self.number}"}
        return self.api.client.post("/v1/customers/acme/actions", headers=headers, json=body)

    def decide(self, deed: str, action: Any, who: str, version: int | None = None) -> Any:
        tag = str(version or action["version"])
        body = {"reason": "Fair"}
        return self.api.send("POST", f"actions/{action['id']}/{deed}", who, body, tag)

    def work(self) -> None:
        while self.queued:
            run_action(self.api.database, self.world.vendors, self.queued.pop(), self.world.clock)


@pytest.fixture
def client(api: Api, monkeypatch: pytest.MonkeyPatch) -> Client:
    made = Client(api, World())
    api.give(action_vendors=lambda: made.world.vendors)
    for name, claims in PEOPLE.items():
        monkeypatch.setitem(TOKENS, name, claims)
    api.load(CustomerIndex={"acme": row(email="boss@example.com"), "other": row("Other")})
    return made


@pytest.fixture(autouse=True)
def at_start() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def test_a_credit_runs_from_request_to_payment(client: Client) -> None:
    asked = client.ask(CREDIT)
    assert asked.status_code == 202
    action = asked.json
    assert (action["state"], action["tier"], action["may"]) == ("pending", 2, ["withdraw"])
    [message] = client.api.database.get("Outbox").values()
    assert (message["kind"], message["facts"]["actionId"]) == ("approval", action["id"])
    assert (client.queued, client.delivering) == ([], [None])
    [waiting] = client.api.get("approvals", "sue")["actions"]
    assert (waiting["id"], waiting["may"]) == (action["id"], ["approve", "reject"])
    assert client.decide("approve", action, "sue").json["state"] == "approved"
    client.work()
    done = client.api.get(f"actions/{action['id']}")
    assert (done["state"], done["approver"]["email"]) == ("done", "sue@pivotapp.ca")
    assert [step["kind"] for step in done["steps"]] == ["requested", "approved", "started", "done"]
    assert client.world.billing.given() == 250_00
    assert client.api.get("approvals", "sue")["actions"] == []
    assert client.api.get("customers/acme/actions")["actions"] == [done]
    assert client.api.get("customers/other/actions")["actions"] == []


def test_an_action_without_approval_runs_at_once(client: Client) -> None:
    asked = client.ask({"kind": "add_note", "text": "Called", "reason": "For the record"})
    assert (asked.status_code, asked.json["state"]) == (201, "done")
    assert client.queued == []


def test_an_action_is_queued_if_the_vendor_is_too_slow(client: Client) -> None:
    client.world.support.after.append(SourceDown("Zendesk does not answer"))
    ticket = {"kind": "create_ticket", "subject": "Help", "body": "…", "reason": "Called us"}
    asked = client.ask(ticket)
    assert (asked.status_code, asked.json["state"]) == (202, "executing")
    assert asked.json["trouble"] == "Zendesk does not answer"
    client.work()
    assert client.api.get(f"actions/{asked.json['id']}")["state"] == "done"
    assert len(client.world.support.done) == 1


def test_a_repeated_key_returns_the_same_action(client: Client) -> None:
    first, again = client.ask(CREDIT, key="the-same-key"), client.ask(CREDIT, key="the-same-key")
    assert first.json == again.json
    other = client.ask({**CREDIT, "cents": 1}, key="the-same-key")
    assert (other.status_code, other.json["code"]) == (409, "key_used")
    assert client.ask(CREDIT, "sue", key="the-same-key").json["id"] != first.json["id"]


@pytest.mark.parametrize("key", ["", "short", "with a blank", "x" * 201])
def test_a_request_without_a_key_is_refused(client: Client, key: str) -> None:
    headers = as_("ann") | {"Idempotency-Key": key}
    response = client.api.client.post("/v1/customers/acme/actions", headers=headers, json=CREDIT)
    assert response.status_code == 422
    assert response.json["errors"][0]["at"] == "header.Idempotency-Key"
    assert client.api.database.get("Actions") is None


@pytest.mark.parametrize(
    "body",
    [
        {**CREDIT, "cents": 0},
        {**CREDIT, "cents": -100},
        {**CREDIT, "cents": 1.5},
        {**CREDIT, "cents": "100"},
        {**CREDIT, "cents": 100_000_001},
        {**CREDIT, "currency": "usd"},
        {**CREDIT, "reason": " "},
        {**CREDIT, "tier": 1},
        {**CREDIT, "kind": "gift"},
        {"kind": "upgrade", "priceId": "../customers", "reason": "x"},
        {"kind": "override_sla", "ticketId": "1?x=", "priority": "high", "reason": "x"},
        {"kind": "create_ticket", "subject": "a\nBcc: b", "body": "x", "reason": "x"},
        {"kind": "send_email", "template": "../x", "language": "fr", "reason": "x"},
    ],
    ids=str,
)
def test_an_invalid_request_is_refused(client: Client, body: Any) -> None:
    assert client.ask(body).status_code == 422


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"kind": "credit", "cents": 1, "currency": "CAD"}, 409, "other_currency"),
        ({"kind": "escalate", "ticketId": "78"}, 409, "no_such_ticket"),
        ({"kind": "downgrade", "priceId": "pro"}, 409, "costs_more"),
        ({"kind": "extend_trial", "until": "2025-11-24T14:00:00Z"}, 409, "over_already"),
        ({"kind": "extend_trial", "until": "9999-12-31T23:59:59-12:00"}, 409, "conflict"),
        ({"kind": "extend_trial", "until": "0001-01-01T00:00:00+12:00"}, 409, "conflict"),
        ({"kind": "pause_billing", "resumeAt": "9999-12-31T23:59:59-12:00"}, 409, "conflict"),
        ({"kind": "send_email", "template": "none", "language": "fr"}, 409, "missing"),
        ({"kind": "set_legal_hold"}, 403, "role"),
        ({"kind": "gift"}, 422, "unreadable"),
    ],
    ids=str,
)
def test_a_refusal_has_a_code_for_programs(
    client: Client, wish: dict[str, Any], status: int, code: str
) -> None:
    refused = client.ask({**wish, "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert client.api.database.get("Actions") is None


def test_a_refusal_under_a_legal_hold_has_its_own_code(client: Client) -> None:
    assert client.ask({"kind": "set_legal_hold", "reason": "x"}, "sue").json["state"] == "done"
    assert client.ask(CREDIT).json["code"] == "legal_hold"
    client.world.vendors = replace(client.world.vendors, support=None)
    ticket = {"kind": "create_ticket", "subject": "Help", "body": "…", "reason": "x"}
    assert client.ask(ticket).json["code"] == "not_configured"


def test_a_key_that_comes_twice_is_refused(client: Client) -> None:
    body = '{"kind": "credit", "cents": 1, "cents": 25000, "currency": "USD", "reason": "x"}'
    headers = as_("ann") | {"Idempotency-Key": "a-key-of-mine"}
    response = client.api.client.post(
        "/v1/customers/acme/actions", headers=headers, data=body, content_type="application/json"
    )
    assert response.status_code == 422
    assert "'cents' comes twice" in response.json["detail"]


def test_an_endlessly_nested_body_is_refused(client: Client) -> None:
    headers = as_("ann") | {"Idempotency-Key": "request-1", "Content-Type": "application/json"}
    response = client.api.client.post(
        "/v1/customers/acme/actions", headers=headers, data="[" * 200_000
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("deed", "who", "status"),
    [
        ("approve", "ann", 403),
        ("approve", "adam", 403),
        ("reject", "adam", 403),
        ("withdraw", "sue", 403),
        ("retry", "ann", 409),
        ("approve", "sue", 200),
        ("reject", "eve", 200),
        ("withdraw", "ann", 200),
    ],
)
def test_which_role_may_decide(client: Client, deed: str, who: str, status: int) -> None:
    action = client.ask(CREDIT).json
    assert client.decide(deed, action, who).status_code == status


def test_a_person_may_not_decide_their_own_request(client: Client) -> None:
    action = client.ask(CREDIT, "sue").json
    assert action["may"] == ["withdraw"]
    assert client.decide("approve", action, "sue").status_code == 403
    assert client.api.get("approvals", "sue")["actions"] == []


def test_a_person_may_not_decide_from_a_new_account_with_their_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = {**PEOPLE["sue"], "uid": "u-again", "email": "Sue@pivotapp.ca"}
    monkeypatch.setitem(TOKENS, "again", again)
    action = client.ask(CREDIT, "sue").json
    assert client.decide("approve", action, "again").status_code == 403
    assert client.api.get("approvals", "again")["actions"] == []


def no_longer(claims: Any) -> Any:
    raise BadToken("the account is disabled")


@pytest.mark.parametrize(
    ("claims_now", "status"),
    [(lambda claims: {**claims, ROLE_CLAIM: "agent"}, 403), (no_longer, 401)],
)
@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_a_role_or_account_that_is_gone_decides_nothing(
    client: Client, deed: str, claims_now: Any, status: int
) -> None:
    """The token still says that sue is a supervisor."""
    action = client.ask(CREDIT).json
    client.api.give(action_vendors=lambda: client.world.vendors, claims_now=claims_now)
    assert client.decide(deed, action, "sue").status_code == status
    assert client.api.get(f"actions/{action['id']}", "ann")["state"] == "pending"


def test_an_account_that_is_gone_asks_for_nothing_that_needs_approval(client: Client) -> None:
    client.api.give(action_vendors=lambda: client.world.vendors, claims_now=no_longer)
    assert client.ask(CREDIT).status_code == 401


def test_a_second_decision_is_refused(client: Client) -> None:
    action = client.ask(CREDIT).json
    assert client.decide("approve", action, "sue").status_code == 200
    assert client.decide("reject", action, "eve").status_code == 412
    assert client.decide("reject", action, "eve", version=2).status_code == 409


def test_requests_that_add_up_go_to_executives(client: Client) -> None:
    first, second = client.ask(CREDIT).json, client.ask({**CREDIT, "cents": 250_01}).json
    assert (first["tier"], second["tier"]) == (2, 3)
    assert client.decide("approve", first, "sue").status_code == 403
    assert client.queued[-1] == first["id"]
    assert client.api.get("approvals", "sue")["actions"] == []
    assert len(client.api.get("approvals", "eve")["actions"]) == 2
    assert client.decide("approve", first, "eve").status_code == 412


def test_plan_options_are_listed(client: Client) -> None:
    found = client.api.get("customers/acme/plans")["choices"]
    assert [(one["plan"]["id"], one.get("change")) for one in found] == [
        ("basic", None),
        ("pro_yearly", "upgrade"),
        ("pro_quarterly", "upgrade"),
        ("pro", "upgrade"),
    ]
    client.world.billing.plan = None
    refused = client.api.send("GET", "customers/acme/plans")
    assert (refused.status_code, refused.json["code"]) == (409, "no_plan")


def test_templates_list_their_values(client: Client) -> None:
    known = {one["id"]: one["fields"] for one in client.api.get("email-templates")["templates"]}
    assert known["availability_help"] == ["percent"]


def given_a_quarter(client: Client) -> None:
    yes, no = client.ask(CREDIT).json, client.ask({**CREDIT, "reason": "=cmd()"}).json
    client.decide("approve", yes, "sue")
    client.decide("reject", no, "sue")
    fee = {"kind": "discount", "percent": 10, "months": 3, "reason": "=HYPERLINK(1)"}
    client.decide("approve", client.ask(fee, "sue").json, "eve")
    client.ask({"kind": "add_note", "text": "Called", "reason": "x"})
    client.work()


def test_the_log_is_paged_newest_first(client: Client) -> None:
    given_a_quarter(client)
    numbers, cursor = list[int](), ""
    while True:
        page = client.api.get("audit", "sue", limit=4, cursor=cursor)
        numbers += [entry["number"] for entry in page["entries"]]
        if "next" not in page:
            break
        cursor = page["next"]
    assert numbers == list(range(page["total"], 0, -1))
    assert client.api.send("GET", "audit", "ann").status_code == 403


def test_the_check_of_the_log_says_where_it_is_broken(client: Client) -> None:
    given_a_quarter(client)
    sound = client.api.get("audit/check", "sue")
    entries = client.api.get("audit", "sue", limit=200)["total"]
    assert (sound["sound"], sound["verified"]) == (True, entries)
    assert sound["anchor"].startswith(f"{entries}:")
    client.api.database.patch({f"{audit_log.ROOT}/{audit_log.name(3)}/reason": "Because"})
    broken = client.api.get("audit/check", "sue")
    assert (broken["sound"], broken["verified"]) == (False, 2)
    assert broken["broken"].startswith("entry 3")
    assert client.api.send("GET", "audit/check", "ann").status_code == 403


def test_the_report_of_a_months_credits(client: Client) -> None:
    given_a_quarter(client)
    report = client.api.get("reports/credits", "sue", month="2025-11")
    assert {line["kind"]: line["approver"] for line in report["lines"]} == {
        "credit": "sue@pivotapp.ca",
        "discount": "eve@pivotapp.ca",
    }
    assert report["totals"] == [
        {"kind": "credit", "count": 1, "amounts": [{"cents": 250_00, "currency": "USD"}]},
        {"kind": "discount", "count": 1, "amounts": []},
    ]
    assert client.api.get("reports/credits", "sue", month="2025-10")["lines"] == []
    assert client.api.send("GET", "reports/credits?month=2025-13", "sue").status_code == 422


def test_the_report_of_a_quarters_patterns(client: Client) -> None:
    given_a_quarter(client)
    report = client.api.get("reports/agents", "sue", quarter="2025-Q4")
    ann, sue = report["agents"]
    assert (ann["agent"], ann["requested"], ann["approvalRate"]) == ("ann@pivotapp.ca", 3, 0.5)
    assert ann["approvers"] == [{"approver": "sue@pivotapp.ca", "approved": 1, "rejected": 1}]
    [note, credit] = ann["kinds"]
    assert (note["kind"], note["done"]) == ("add_note", 1)
    counts = [credit[step] for step in ("requested", "approved", "rejected", "done")]
    assert counts == [2, 1, 1, 1]
    assert credit["amounts"] == [{"cents": 250_00, "currency": "USD"}]
    assert (sue["agent"], sue["approvalRate"]) == ("sue@pivotapp.ca", 1.0)


def test_text_by_staff_is_never_a_formula_in_the_csv(client: Client) -> None:
    given_a_quarter(client)
    for path in ("reports/credits.csv?month=2025-11", "reports/agents.csv?quarter=2025-Q4"):
        response = client.api.send("GET", path, "sue")
        rows = list(csv.reader(StringIO(response.text.removeprefix("\ufeff"))))
        assert len({len(line) for line in rows}) == 1
        assert not [cell for line in rows for cell in line if cell.startswith(("=", "+", "@"))]
    assert client.api.send("GET", "reports/credits.csv?month=2025-11", "ann").status_code == 403


def test_a_letter_is_looked_at_before_it_is_sent(client: Client) -> None:
    client.api.database.patch({"CustomerIndex/acme/averages": {"open": 12.34}})
    draft = {"template": "open_shifts_help", "language": "fr"}
    shown = client.api.send("POST", "customers/acme/email-preview", body=draft)
    assert shown.status_code == 200, shown.text
    letter = shown.json
    assert (letter["to"], letter["replyTo"]) == ("boss@example.com", "ann@pivotapp.ca")
    assert (letter["facts"], letter["missing"]) == ({"percent": "12.3"}, [])
    assert "12,3\xa0% des quarts" in letter["text"]
    assert client.world.mailbox.calls == []
    client.ask({**draft, "kind": "send_email", "reason": "Many open shifts"})
    [(_, _, subject, text, _)] = client.world.mailbox.done.values()
    assert (subject, text) == (letter["subject"], letter["text"])
    client.api.database.patch({"CustomerIndex/acme/averages": None})
    unknown = client.api.send("POST", "customers/acme/email-preview", body=draft).json
    assert (unknown["missing"], unknown["facts"]) == (["percent"], {})
    assert not {"subject", "text"} & unknown.keys()
    for refused in ({**draft, "template": "no_such"}, {**draft, "facts": {"percent": "a\nb"}}):
        answer = client.api.send("POST", "customers/acme/email-preview", body=refused)
        assert answer.status_code in (409, 422)
