"""Quick actions through the whole system: the API, the task queue, and the vendors' fakes."""

import os
import re
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from customer_health.domain.instants import iso
from customer_health.domain.roles import ROLE_CLAIM
from emulator_harness import Database, Suite
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_tests.log_lines import lines_of

Json = Any
Post = Callable[..., requests.Response]

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "ann": {},
    "olaf": {},
    "sue": {ROLE_CLAIM: "supervisor"},
    "sam": {ROLE_CLAIM: "supervisor"},
    "eve": {ROLE_CLAIM: "executive"},
    "adam": {ROLE_CLAIM: "admin"},
}
ROW = {
    "name": "Érablière & Fils",
    "email": "boss@maple.example.com",
    "contact": {"name": "Ève"},
    "level": "healthy",
    "employees": 3,
    "open": "No",
    "outside": "No",
    "clockIns": "No",
    "levels": dict.fromkeys(("employees", "login", "open", "outside", "clockIns"), "healthy"),
    "updatedAt": "2025-11-24T11:00:00Z",
    "changedAt": 1,
}
CREDIT = {"kind": "credit", "cents": 400_00, "currency": "USD", "reason": "Two days down"}


@pytest.fixture
def stripe_id(
    database: Database,
    crm: HubSpotFake,
    payments: StripeFake,
    help_desk: ZendeskFake,
    mailbox: SmtpFake,
    slack: SlackFake,
) -> str:
    """Load a customer that every vendor has, and return its id in Stripe."""
    for fake in (crm, payments, help_desk, mailbox):
        fake.reset()
    database.import_dump({"CustomerIndex": {"maple": ROW}})
    known: str = payments.put_customer(ROW["email"], currency="usd")["id"]
    organization = help_desk.put_organization("Maple")
    help_desk.put_user(ROW["email"], "Ève", organization_id=organization)
    return known


@pytest.fixture
def send(suite: Suite, sign_in: Callable[..., str]) -> Post:
    tokens = {who: sign_in(f"{who}@pivotapp.ca", **claims) for who, claims in PEOPLE.items()}

    def send(who: str, method: str, path: str, body: Json = None, **headers: str) -> Any:
        return requests.request(
            method,
            f"{suite.hosting_url}/api/v1/{path}",
            headers={"Authorization": f"Bearer {tokens[who]}", **headers},
            json=body,
            timeout=60,
        )

    return send


@pytest.fixture
def ask(send: Post) -> Post:
    def ask(body: Json, who: str = "ann", key: str | None = None) -> requests.Response:
        key = key or str(uuid4())
        headers = {"Idempotency-Key": key}
        return send(who, "POST", "customers/maple/actions", body, **headers)

    return ask


@pytest.fixture
def decide(send: Post) -> Post:
    def decide(deed: str, action: Json, who: str) -> requests.Response:
        headers = {"If-Match": str(action["version"])}
        return send(who, "POST", f"actions/{action['id']}/{deed}", {"reason": "Fair"}, **headers)

    return decide


@pytest.fixture
def ended(database: Database, wait_until: Callable[..., Json]) -> Callable[..., Json]:
    """`ended(action)` waits until nothing is left to do for an action."""

    def ended(action: Json, timeout: float = 60) -> Json:
        path = f"Actions/{action['id']}"
        wait_until(lambda: database.get(f"{path}/open") is False, timeout=timeout, message=path)
        return database.get(path)

    return ended


def credits_of(payments: StripeFake) -> list[int]:
    return [-one["amount"] for one in payments.objects("customer_balance_transaction")]


def logged(database: Database, action: Json) -> list[str]:
    entries = sorted((database.get("Audit") or {}).items())
    return [entry["step"] for _, entry in entries if entry["actionId"] == action["id"]]


def test_two_who_approve_at_once_pay_once(
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
    database: Database,
    slack: SlackFake,
    delivered: Callable[..., None],
    mailbox: SmtpFake,
) -> None:
    asked = ask(CREDIT)
    assert (asked.status_code, asked.json()["tier"]) == (202, 2), asked.text
    action = asked.json()
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda who: decide("approve", action, who), ("sue", "sam")))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    done = ended(action)
    assert (done["state"], credits_of(payments)) == ("done", [400_00])
    assert logged(database, action) == ["requested", "approved", "started", "done"]
    delivered()
    [message] = [text for text in slack_texts(slack) if "Érablière" in text]
    assert "ann@pivotapp.ca asked for a credit of US$400.00" in message
    assert re.search(r"Approved by (sue|sam)@pivotapp\.ca, \w+ \d+, \d{4} at", message)
    [mail] = [mail for mail in mailbox.messages if mail["to"] == ["ann@pivotapp.ca"]]
    assert mail["subject"] == "Done: Érablière & Fils"


def slack_texts(slack: SlackFake) -> list[str]:
    return [message["text"] for message in slack.messages("support-logs")]


def test_two_requests_at_once_are_not_both_small(
    stripe_id: str, ask: Post, decide: Post, payments: StripeFake
) -> None:
    with ThreadPoolExecutor() as both:
        asked = [one.json() for one in both.map(lambda who: ask(CREDIT, who), ("ann", "olaf"))]
    assert sorted(action["tier"] for action in asked) == [2, 3]
    answers = [decide("approve", action, "sue").status_code for action in asked]
    assert answers == [403, 403]
    assert credits_of(payments) == []


def test_the_same_request_and_decision_sent_again_change_nothing(
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
) -> None:
    key = str(uuid4())
    with ThreadPoolExecutor() as both:
        asked = [one.json() for one in both.map(lambda _: ask(CREDIT, key=key), range(3))]
    assert len({action["id"] for action in asked}) == 1
    assert ask({**CREDIT, "cents": 1}, key=key).status_code == 409
    assert decide("approve", asked[0], "sue").status_code == 200
    ended(asked[0])
    assert decide("approve", asked[0], "sue").status_code == 412
    assert ask(CREDIT, key=key).json()["state"] == "done"
    assert credits_of(payments) == [400_00]


@pytest.mark.parametrize(
    ("body", "who", "by"),
    [
        (CREDIT, "ann", ("ann", "adam", "olaf")),
        (CREDIT, "sue", ("sue",)),
        ({**CREDIT, "cents": 500_01}, "ann", ("sue", "adam")),
        ({**CREDIT, "cents": 500_01}, "eve", ("eve",)),
    ],
)
def test_who_may_not_approve(
    stripe_id: str,
    ask: Post,
    decide: Post,
    payments: StripeFake,
    body: Json,
    who: str,
    by: tuple[str, ...],
) -> None:
    action = ask(body, who).json()
    for one in by:
        for deed in ("approve", "reject"):
            assert decide(deed, action, one).status_code == 403
    assert credits_of(payments) == []


def revoke(suite: Suite, uid: str) -> None:
    suite.auth.change_user(uid, validSince=str(int(datetime.now(UTC).timestamp()) + 2))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda suite, uid: suite.auth.change_user(uid, customAttributes="{}"), 403),
        (lambda suite, uid: suite.auth.change_user(uid, disableUser=True), 401),
        (lambda suite, uid: suite.auth.delete_user(uid), 401),
        (revoke, 401),
    ],
    ids=["no supervisor", "disabled", "deleted", "revoked"],
)
def test_who_decides_is_looked_up_at_that_moment(
    suite: Suite,
    stripe_id: str,
    ask: Post,
    decide: Post,
    send: Post,
    change: Callable[[Suite, str], None],
    status: int,
) -> None:
    action = ask(CREDIT).json()
    change(suite, send("sue", "GET", "me").json()["id"])
    for deed in ("approve", "reject"):
        assert decide(deed, action, "sue").status_code == status
    assert send("ann", "GET", f"actions/{action['id']}").json()["state"] == "pending"


def test_the_anchor_of_the_audit_log_is_in_the_functions_log(
    suite: Suite,
    stripe_id: str,
    ask: Post,
    present: Callable[[], datetime],
    wait_until: Callable[..., Json],
) -> None:
    ask(CREDIT)
    head = suite.database.get("AuditHead")
    suite.call_schedule("followActions", present())
    anchor = f"audit anchor {head['number']}:{head['hash']}"
    wait_until(lambda: anchor in suite.log_text(), message=anchor)


def test_one_trace_leads_from_the_request_of_a_credit_to_slack(
    suite: Suite,
    stripe_id: str,
    send: Post,
    decide: Post,
    ended: Callable[..., Json],
    database: Database,
    slack: SlackFake,
    delivered: Callable[..., None],
) -> None:
    trace = uuid4().hex
    headers = {"Idempotency-Key": str(uuid4()), "traceparent": f"00-{trace}-{trace[:16]}-01"}
    action = send("ann", "POST", "customers/maple/actions", CREDIT, **headers).json()
    decide("approve", action, "sue")
    assert ended(action)["trace"] == trace
    delivered()
    steps = [entry for entry in (database.get("Audit") or {}).values() if "step" in entry]
    assert [entry["trace"] for entry in steps] == [trace] * 4
    queued = (database.get("Outbox") or {}).values()
    assert [entry["trace"] for entry in queued] == [trace] * len(queued)
    [message] = slack.messages("support-logs")
    assert message["metadata"]["event_payload"]["trace"] == trace
    lines = lines_of(suite, trace)
    found = [(line["event"], line.get("step") or line.get("kind")) for line in lines]
    assert [step for event, step in found if event == "action_step"] == [
        *("requested", "approved", "started", "done"),
    ]
    assert {kind for event, kind in found if event == "outbox_delivered"} == {"approval", "decided"}


def test_a_lost_answer_pays_once(
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
) -> None:
    path = f"/v1/customers/{stripe_id}/balance_transactions"
    payments.fail(path=path, method="POST", lose_answer=True, times=1)
    action = ask(CREDIT).json()
    decide("approve", action, "sue")
    assert ended(action)["state"] == "done"
    assert credits_of(payments) == [400_00]


def workers(suite: Suite, name: str) -> list[int]:
    """Return the processes that serve a function of this suite."""
    host = suite.database_url.removeprefix("http://")
    wanted = {
        f"FUNCTION_TARGET={name}".encode(),
        f"FIREBASE_DATABASE_EMULATOR_HOST={host}".encode(),
    }
    found = []
    for entry in Path("/proc").iterdir():
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted <= set(environment):
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize("is_done", [True, False])
def test_a_worker_killed_in_the_middle_pays_once(
    suite: Suite,
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
    database: Database,
    wait_until: Callable[..., Json],
    *,
    is_done: bool,
) -> None:
    """The worker is killed after Stripe has acted, while its answers are lost, or before."""
    path = f"/v1/customers/{stripe_id}/balance_transactions"
    fault: Json = {"lose_answer": True} if is_done else {"delay": 3, "drop": True}
    payments.fail(path=path, method="POST", times=None, **fault)
    action = ask(CREDIT).json()
    decide("approve", action, "sue")
    wait_until(lambda: ("POST", path) in payments.calls, timeout=60, message="the credit")
    killed = workers(suite, "runAction")
    assert killed
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    assert database.get(f"Actions/{action['id']}/state") == "executing"
    assert credits_of(payments) == ([400_00] if is_done else [])
    payments.faults.clear()
    database.put(f"ActionLeases/{action['id']}/until", "")  # as if its two minutes had passed
    assert ended(action, timeout=120)["state"] == "done"
    assert credits_of(payments) == [400_00]
    assert logged(database, action) == ["requested", "approved", "started", "done"]


def test_a_task_that_was_lost_is_made_up_for(
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
    database: Database,
    call_schedule: Callable[..., requests.Response],
) -> None:
    action = ask(CREDIT).json()
    decide("approve", action, "sue")
    done = ended(action)
    lost = {**done, "state": "executing", "steps": done["steps"][:3], "settled": 0, "open": True}
    database.put(f"Actions/{action['id']}", lost)
    assert call_schedule("followActions", datetime.now(UTC)).status_code == 200
    assert ended(action)["state"] == "done"
    assert credits_of(payments) == [400_00]
    assert logged(database, action) == ["requested", "approved", "started", "done"]


def test_a_hold_blocks_what_was_approved_before(
    stripe_id: str,
    ask: Post,
    decide: Post,
    ended: Callable[..., Json],
    payments: StripeFake,
    database: Database,
) -> None:
    waiting = ask(CREDIT).json()
    hold = {"kind": "set_legal_hold", "reason": "Litigation"}
    assert ask(hold).status_code == 403
    assert ask(hold, "sue").json()["state"] == "done"
    assert ask(CREDIT).status_code == 409
    decide("approve", waiting, "sam")
    failed = ended(waiting)
    assert (failed["state"], failed["retryable"]) == ("failed", True)
    lift = ask({"kind": "clear_legal_hold", "reason": "Settled"}, "sue").json()
    assert decide("approve", lift, "sue").status_code == 403
    decide("approve", lift, "sam")
    assert ended(lift)["state"] == "done"
    failed = {"id": waiting["id"], "version": len(failed["steps"])}
    assert decide("retry", failed, "ann").status_code == 200
    assert ended(waiting)["state"] == "done"
    assert credits_of(payments) == [400_00]


def test_a_letter_arrives_in_french_and_a_ticket_in_the_help_desk(
    stripe_id: str, ask: Post, mailbox: SmtpFake, help_desk: ZendeskFake, database: Database
) -> None:
    letter = {"kind": "send_email", "template": "check_in", "language": "fr", "reason": "Hello"}
    asked = ask(letter)
    assert (asked.status_code, asked.json()["state"]) == (201, "done"), asked.text
    [mail] = mailbox.messages
    assert mail["to"] == ["boss@maple.example.com"]
    assert mail["subject"] == "Comment cela se passe-t-il avec Pivot chez Érablière & Fils?"
    assert "Bonjour Ève" in mail["text"]

    ticket = {"kind": "create_ticket", "subject": "Horloge", "body": "…", "reason": "They called"}
    key = str(uuid4())
    first, again = ask(ticket, key=key).json(), ask(ticket, key=key).json()
    assert first == again
    [made] = help_desk.tickets()
    assert (str(made["id"]), made["subject"]) == (first["reference"], "Horloge")

    note = ask({"kind": "add_note", "text": "Called them", "reason": "For the record"}).json()
    assert note["state"] == "done"
    assert database.get(f"Notes/maple/{note['id']}/author") == "ann@pivotapp.ca"


def test_a_call_is_a_meeting_in_the_crm_and_on_the_timeline(
    stripe_id: str, ask: Post, send: Post, crm: HubSpotFake, database: Database
) -> None:
    company = crm.put_company(name=ROW["name"], courriel_compte_maitre=ROW["email"])
    database.put("Matches/maple", {"state": "linked", "crmId": company})
    view = "customers/maple/context?sections=timeline"
    assert send("ann", "GET", view).status_code == 200  # cached, until the action deletes it
    start = (datetime.now(UTC) + timedelta(days=5)).replace(microsecond=0)
    call = {"kind": "schedule_call", "title": "QBR", "start": iso(start), "reason": "It is due"}
    key = str(uuid4())
    first, again = (ask(call, key=key) for _ in range(2))
    assert (first.status_code, first.json()["state"]) == (201, "done"), first.text
    assert first.json() == again.json()
    assert [one["hs_meeting_title"] for one in crm.meetings(company)] == ["QBR"]
    events = send("ann", "GET", view).json()["sections"]["timeline"]["data"]["events"]
    [meeting] = [event for event in events if event["kind"] == "meeting"]
    assert (meeting["text"], meeting["startsAt"]) == ("QBR", iso(start))
    assert logged(database, first.json()) == ["requested", "started", "done"]
    over = {**call, "start": iso(start - timedelta(days=6))}
    assert ask(over).status_code == 409


def test_the_log_is_open_to_supervisors(stripe_id: str, ask: Post, send: Post) -> None:
    for number in range(3):
        ask({"kind": "add_note", "text": f"Call {number}", "reason": "For the record"})
    assert send("ann", "GET", "audit").status_code == 403
    assert send("sue", "GET", "audit?limit=5").json()["total"] == 9
