"""The context view through the whole system: the vendors' fakes, the task queue, the database."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest
import requests

from customer_health.domain.instants import TORONTO, iso, parse_instant
from customer_health.domain.roles import ROLE_CLAIM
from demo.app.companies import companies
from demo.vendors.accounts import Account, account
from demo.vendors.hubspot import fill_hubspot
from demo.vendors.stripe import CREDITED, fill_stripe
from demo.vendors.zendesk import fill_zendesk
from emulator_harness import Database, Suite
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake

Json = Any
SignIn = Callable[..., str]

TODAY = datetime.now(TORONTO).date()
ACCOUNTS = [account(company, TODAY) for company in companies(TODAY, 1)][:50]
LEVELS = dict.fromkeys(("employees", "login", "open", "outside", "clockIns"), "healthy")
OWNER = {"name": "Ola Nordmann", "email": "ola@pivotapp.ca"}
SECTION = {"crm": "contact", "billing": "billing", "support": "support"}
DAY = timedelta(days=1)


@pytest.fixture
def vendors(
    database: Database, crm: HubSpotFake, payments: StripeFake, help_desk: ZendeskFake
) -> dict[str, Any]:
    """Return the fakes by source, empty and without faults."""
    crm.reset()
    payments.reset()
    help_desk.reset()
    return {"crm": crm, "billing": payments, "support": help_desk}


@pytest.fixture
def ask(suite: Suite, sign_in: SignIn) -> Callable[..., requests.Response]:
    url, tokens = f"{suite.hosting_url}/api/v1", dict[str, str]()

    def ask(
        path: str,
        method: str = "GET",
        role: str = "agent",
        headers: Mapping[str, str] | None = None,
        **given: Any,
    ) -> Any:
        if role not in tokens:
            tokens[role] = sign_in(f"{role}@pivotapp.ca", **{ROLE_CLAIM: role})
        sent = {"Authorization": f"Bearer {tokens[role]}", **(headers or {})}
        return requests.request(method, f"{url}/{path}", headers=sent, timeout=60, **given)

    return ask


def put(database: Database, vendors: dict[str, Any], accounts: list[Account]) -> dict[str, str]:
    """Add the accounts to every vendor, and return their ids in the CRM."""
    now, mirror, crm_ids = datetime.now(UTC), dict[str, Json](), dict[str, str]()
    for number, one in enumerate(accounts):
        crm_id = str(9_000_000_000 + number)
        crm_ids[one.company.id] = crm_id
        mirror[crm_id] = {
            "name": one.company.name,
            "courriel_compte_maitre": one.company.email,
            "owner": OWNER,
        }
    fill_hubspot(vendors["crm"], accounts, mirror)
    fill_stripe(vendors["billing"], accounts)
    fill_zendesk(vendors["support"], accounts)
    row = {"level": "healthy", "levels": LEVELS, "employees": 3, "updatedAt": iso(now)}
    results = dict.fromkeys(("open", "outside", "clockIns"), "No")
    tables = {
        "CustomerIndex": {
            one.company.id: {
                **row,
                **results,
                "name": one.company.name,
                "email": one.company.email,
                "changedAt": 1,
            }
            for one in accounts
        },
        "Matches": {
            company_id: {"state": "linked", "crmId": crm_id}
            for company_id, crm_id in crm_ids.items()
        },
        "Employees": {one.company.id: staff(one) for one in accounts},
        "PresenceStatus": {
            f"u-{one.company.id}-{n}": {"lastActive": iso(now - DAY * (1 + 20 * n))}
            for one in accounts
            for n in range(3)
        },
        "ProductUsage": {one.company.id: {"features": features(one, now)} for one in accounts},
    }
    database.import_dump(tables)
    return crm_ids


def staff(one: Account) -> Json:
    """Three employees with a user and one who left; two of the three were active within 30 days."""
    people = {f"e{n}": {"name": f"No {n}", "userId": f"u-{one.company.id}-{n}"} for n in range(3)}
    gone = {"name": "x", "userId": "u-gone", "archived": True}
    return people | {"e3": gone, "e4": {"name": "no account"}}


def features(one: Account, now: datetime) -> Json:
    used = {"schedule": 50 + one.company.number, "reports": 7}
    seen = iso(now - DAY)
    return {name: {"lastUsed": seen, "count30d": count} for name, count in used.items()}


def cad(cents: int) -> Json:
    return {"cents": cents, "currency": "CAD"}


def at(text: str) -> datetime:
    return parse_instant(text)


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def test_fifty_customers_field_by_field(
    database: Database, vendors: dict[str, Any], ask: Callable[..., requests.Response]
) -> None:
    crm_ids = put(database, vendors, ACCOUNTS)
    for one in ACCOUNTS:
        response = ask(f"customers/{one.company.id}/context")
        assert response.status_code == 200, response.text
        found = response.json()
        sections = found["sections"]
        faults = {name: part.get("error") for name, part in sections.items() if "error" in part}
        assert not faults, (one.company.id, faults)
        assert {part["freshness"] for part in sections.values()} == {"fresh"}
        data = {name: part["data"] for name, part in sections.items()}
        check_contact(data["contact"], one)
        check_account(data["account"], one, crm_ids[one.company.id])
        check_billing(data["billing"], one, at(found["asOf"]))
        check_support(data["support"], one, at(found["asOf"]))
        check_usage(data["usage"], one)
        check_flags(data["flags"], one)
        check_timeline(data["timeline"], one, at(found["asOf"]))
        check_health(data["health"], found["summary"], one)


def check_contact(data: Json, one: Account) -> None:
    assert data == {
        "name": f"{one.first_name} {one.last_name}",
        "email": one.company.email,
        "phone": one.phone,
        "company": one.company.name,
        "jobTitle": one.title,
        "timezone": "America/Toronto",
        "language": one.language,
        "preference": one.preference,
    }


def check_account(data: Json, one: Account, crm_id: str) -> None:
    plan = data.pop("plan")
    assert (plan["name"], plan["amount"], plan["interval"]) == (one.plan, cad(one.cents), "month")
    assert at(data.pop("lastContact")) == whole(one.last_contact)
    assert data.pop("url").endswith(f"/record/0-2/{crm_id}")
    assert data == {
        "accountId": crm_id,
        "tier": one.tier,
        "tierSince": one.since.isoformat(),
        "contractEnd": one.contract_end.isoformat(),
        "renewalProbability": one.probability,
        "owner": OWNER,
        "billingCycle": "month",
        "lifetimeValue": cad(sum(i.cents for i in one.invoices if i.paid_at)),
    }


def check_billing(data: Json, one: Account, now: datetime) -> None:
    unpaid = [invoice for invoice in one.invoices if invoice.paid_at is None]
    paid = [invoice for invoice in one.invoices if invoice.paid_at]
    year = [i.cents for i in paid if i.paid_at and now - i.paid_at < 365 * DAY]
    assert data["paymentStatus"] == ("past_due" if one.past_due else "current")
    assert data["failedPayments12m"] == len(one.failed)
    assert data["balance"] == cad(sum(invoice.cents for invoice in unpaid))
    assert data["credits"] == cad(one.credit)
    last = data.get("lastCredit")
    assert bool(last) == bool(one.credit)
    assert last is None or (last["amount"], last["reason"]) == (cad(one.credit), CREDITED)
    assert data["billingContact"] == one.company.email
    assert data["revenue12m"] == cad(sum(year))
    assert (data.get("discount") or {}).get("percent") == one.discount
    current = data["currentInvoice"]
    assert (current["number"], current["amount"], current["status"]) == (
        unpaid[-1].number,
        cad(unpaid[-1].cents),
        "open",
    )
    assert at(current["dueAt"]) == whole(unpaid[-1].due_at)
    last = max([*(i.paid_at for i in paid if i.paid_at), *one.failed])
    assert at(data["lastPayment"]["at"]) == whole(last)
    assert data["lastPayment"]["succeeded"] == (last not in one.failed)


def check_support(data: Json, one: Account, now: datetime) -> None:
    year = [ticket for ticket in one.tickets if now - ticket.created_at < 365 * DAY]
    before = [t for t in one.tickets if 365 * DAY <= now - t.created_at < 730 * DAY]
    newest = max(one.tickets, key=lambda ticket: ticket.created_at)
    ratings = [{"good": 5, "bad": 1}[ticket.rating] for ticket in year if ticket.rating]
    hours = [(t.solved_at - t.created_at) / timedelta(hours=1) for t in year if t.solved_at]
    assert (data["tickets"], data["ticketsBefore"]) == (len(year), len(before))
    assert data["escalated"] == sum(ticket.escalated for ticket in year)
    assert sorted(t["subject"] for t in data["open"]) == sorted(
        ticket.subject for ticket in one.tickets if ticket.solved_at is None
    )
    assert data["last"]["subject"] == newest.subject
    assert data["ratings"] == len(ratings)
    assert data.get("satisfaction") == (mean(ratings) if ratings else None)
    assert data["resolutionHours"] == pytest.approx(mean(hours), abs=0.01)


def check_usage(data: Json, one: Account) -> None:
    assert (data["activeUsers"], data["seats"], data["lastLoginBy"]) == (2, 3, "No 0")
    assert data["utilization"] == pytest.approx(200 / 3)
    assert [(f["id"], f["count30d"]) for f in data["features"]] == [
        ("schedule", 50 + one.company.number),
        ("reports", 7),
    ]
    assert (data["featuresUsed"], data["mostUsed"]) == (2, "schedule")
    assert data["unusedHighValue"] == ["payroll-export", "shift-trading", "mobile-app"]


def check_flags(data: Json, one: Account) -> None:
    on = {flag["name"]: flag.get("on") for flag in data["flags"]}
    open_ones = [ticket for ticket in one.tickets if ticket.solved_at is None]
    assert on["open_escalation"] == any(ticket.escalated for ticket in open_ones)
    assert on["renewal_due"] == ((one.contract_end - TODAY).days <= 90)
    assert on["legal_hold"] is False


def check_timeline(data: Json, one: Account, now: datetime) -> None:
    since = now - 30 * DAY
    expected = [
        *(("note", when) for when, _ in one.notes),
        *(("meeting", meeting.scheduled_at) for meeting in one.meetings),
        *(("invoice", invoice.created_at) for invoice in one.invoices),
        *(("invoice_paid", i.paid_at) for i in one.invoices if i.paid_at),
        *(("ticket_opened", t.created_at) for t in one.tickets if recent(t, since)),
        *(("ticket_solved", t.solved_at) for t in one.tickets if t.solved_at),
    ]
    found = [(event["kind"], at(event["at"])) for event in data["events"]]
    found = [event for event in found if event[0] != "payment_failed"]
    wanted = sorted((kind, whole(when)) for kind, when in expected if when and when >= since)
    assert sorted(found) == wanted


def recent(ticket: Any, since: datetime) -> bool:
    return bool((ticket.solved_at or ticket.created_at) > since)


def check_health(data: Json, summary: Json, one: Account) -> None:
    assert 0 <= data["score"] <= 100
    assert summary["score"] == data["score"]
    assert data["renewal"]["probability"] == one.probability
    assert (summary["owner"], summary["plan"]) == (OWNER, one.plan)
    assert summary["missing"] == []
    billing = next(part for part in data["parts"] if part["name"] == "billing")
    assert (billing["score"] == 100) == (one.mood == "well")


def test_stale_is_served_and_renewed_by_a_task(
    database: Database,
    vendors: dict[str, Any],
    ask: Callable[..., requests.Response],
    wait_until: Callable[..., Json],
) -> None:
    one = ACCOUNTS[0]
    put(database, vendors, [one])
    path = f"customers/{one.company.id}/context?sections=billing"
    ask(path)
    kept = f"ContextCache/{one.company.id}/billing"
    old = iso(datetime.now(UTC) - timedelta(minutes=6))
    database.put(f"{kept}/fetchedAt", old)
    stale = ask(path).json()["sections"]["billing"]
    assert (stale["freshness"], at(stale["fetchedAt"])) == ("stale", at(old))
    wait_until(lambda: database.get(f"{kept}/fetchedAt") != old, message="a renewed record")
    assert ask(path).json()["sections"]["billing"]["freshness"] == "fresh"


def test_ambiguous_until_a_supervisor_says_which(
    database: Database, vendors: dict[str, Any], ask: Callable[..., requests.Response]
) -> None:
    one = ACCOUNTS[0]
    put(database, vendors, [one])
    other = vendors["billing"].put_customer(one.company.email, "A second one", currency="cad")
    path = f"customers/{one.company.id}"
    trouble = ask(f"{path}/context").json()["sections"]["billing"]["error"]
    assert trouble["kind"] == "ambiguous"
    assert other["id"] in trouble["candidates"]
    assert len(trouble["candidates"]) == 2
    wanted = next(name for name in trouble["candidates"] if name != other["id"])
    body = {"id": wanted, "reason": "by the invoice's number"}
    assert ask(f"{path}/sources/billing", "PUT", json=body).status_code == 403
    assert ask(f"{path}/sources/billing", "PUT", "supervisor", json=body).status_code == 200
    billing = ask(f"{path}/context").json()["sections"]["billing"]
    assert billing["data"]["customerId"] == wanted


def test_the_heavy_pages(
    database: Database, vendors: dict[str, Any], ask: Callable[..., requests.Response]
) -> None:
    one = next(one for one in ACCOUNTS if one.mood == "angry")
    put(database, vendors, [one])
    for records, numbers in (("tickets", len(one.tickets)), ("invoices", len(one.invoices))):
        found, cursor = list[Json](), ""
        while True:
            page = ask(f"customers/{one.company.id}/{records}?limit=4&cursor={cursor}").json()
            found += page[records]
            if "next" not in page:
                break
            cursor = page["next"]
        assert len({record["id"] for record in found}) == len(found) == numbers
        times = [record["createdAt"] for record in found]
        assert times == sorted(times, reverse=True)


def test_an_export(
    database: Database,
    vendors: dict[str, Any],
    ask: Callable[..., requests.Response],
    wait_until: Callable[..., Json],
) -> None:
    one, other = ACCOUNTS[:2]
    put(database, vendors, [one, other])
    ask(f"customers/{one.company.id}/context")
    wish = {"kind": "export_data", "reason": "The customer asked for it"}
    key = {"Idempotency-Key": "an-export"}
    started = ask(f"customers/{one.company.id}/actions", "POST", json=wish, headers=key)
    assert started.status_code == 201
    path = f"exports/{started.json()['reference']}"
    wait_until(lambda: ask(path).json()["state"] == "ready", message="an export")
    link = ask(f"{path}/link", "POST").json()["link"]
    assert ask(link, role="supervisor").status_code == 403
    response = ask(link)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        held = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert set(held["ContextCache.json"]) >= {"crm", "billing", "support", "usage"}
    assert one.company.email in held["ContextCache.json"]["crm"]["record"]
    assert other.company.email not in json.dumps(held)


def test_an_error_keeps_what_was_known_and_refresh_asks_anew(
    database: Database, vendors: dict[str, Any], ask: Callable[..., requests.Response]
) -> None:
    one = ACCOUNTS[0]
    put(database, vendors, [one])
    path = f"customers/{one.company.id}"
    ask(f"{path}/context")
    vendors["support"].fail(times=None, status=503)
    found = ask(f"{path}/refresh?sections=support,billing", "POST").json()["sections"]
    assert (found["support"]["freshness"], found["billing"]["freshness"]) == ("stale", "fresh")
    assert found["support"]["error"]["kind"] == "down"
    assert found["support"]["data"]["tickets"] > 0


FAULTS: dict[str, tuple[Json, str]] = {
    "down": ({"status": 503}, "down"),
    "cut off": ({"drop": True}, "down"),
    "slow": ({"delay": 30}, "down"),
    "rate-limited": ({"status": 429, "retry_after": 9}, "down"),
    "refusing": ({"status": 401}, "refused"),
    "nonsense": ({"body": b"<html>we'll be back</html>"}, "bad_answer"),
    "another shape": ({"body": b'{"hello": []}'}, "bad_answer"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_source_in_trouble_leaves_the_others(
    database: Database,
    vendors: dict[str, Any],
    ask: Callable[..., requests.Response],
    wait_until: Callable[..., Json],
    fault: str,
) -> None:
    """After a failure, a source is not asked for a while, and the cached answer is served. So each
    fault is tested only once every source answers again."""
    given, kind = FAULTS[fault]
    one = ACCOUNTS[0]
    put(database, vendors, [one])
    wait_until(
        lambda: all_fresh(database, ask, one), timeout=100, message="sources that answer again"
    )
    path, kept = f"customers/{one.company.id}/context", f"ContextCache/{one.company.id}"
    before = database.get(kept)
    for number, source in enumerate(SECTION):
        done = list(SECTION)[:number]
        database.put(kept, {name: before[name] for name in done} or None)
        vendors[source].fail(times=None, **given)
        started = time.monotonic()
        found = ask(path).json()["sections"]
        assert time.monotonic() - started < 15
        trouble = found[SECTION[source]]["error"]
        assert (trouble["kind"], trouble["source"]) == (kind, source), trouble
        assert found[SECTION[source]]["freshness"] == "unavailable"
        for other in {*SECTION.values(), "usage"} - {SECTION[source]}:
            assert (found[other]["freshness"], found[other].get("error")) == ("fresh", None)
        assert found["health"]["missing"] == [source]
    for fake in vendors.values():
        fake.server.faults.clear()
    wait_until(
        lambda: all_fresh(database, ask, one), timeout=100, message="sources that answer again"
    )


def all_fresh(database: Database, ask: Callable[..., requests.Response], one: Account) -> bool:
    """A person who refreshes does not reach a source that is known to be down."""
    database.put(f"ContextCache/{one.company.id}", None)
    sections = ask(f"customers/{one.company.id}/context").json()["sections"]
    return all(part["freshness"] == "fresh" for part in sections.values())


def test_many_views_ask_the_vendor_once(
    database: Database, vendors: dict[str, Any], ask: Callable[..., requests.Response]
) -> None:
    one = ACCOUNTS[0]
    put(database, vendors, [one])
    ask("me")  # so that the sign-in is not part of the parallel requests
    vendors["billing"].faults.calls.clear()
    with ThreadPoolExecutor(8) as pool:
        path = f"customers/{one.company.id}/context?sections=billing"
        answers = list(pool.map(lambda _: ask(path).json(), range(8)))
    assert [one["sections"]["billing"]["freshness"] for one in answers] == ["fresh"] * 8
    asked = [path for _, path in vendors["billing"].calls if path.startswith("/v1/subscriptions")]
    assert len(asked) == 1
