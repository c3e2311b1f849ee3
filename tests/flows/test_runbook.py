"""Walk tables of the runbook, row by row: what it names comes about, is treated as it says, and is
gone. A row that is added needs a walk of its own."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from customer_health.flows.matching import sync_crm
from customer_health.flows.matching.write_figures import write_back
from customer_health.flows.runs.run_company import ATTEMPTS
from customer_health.flows.runs.run_context import RunContext
from customer_health.flows.runs.run_shard import run_companies
from customer_health.stores.rtdb import bulk_client
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from demo.vendors.hubspot import define
from deploy.rules import ROOT
from emulator_harness import Database as Server
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.ports import free_ports
from emulator_harness.rtdb.process import running_server
from tests.connectors.hubspot.portal import client
from tests.examples import CLOCK, COMPANY, RUN, TUESDAY, Tree, company, no_user, run
from tests.flows.matching.test_write_figures import NOW, base
from tests.flows.runs.test_run_company import Lively, hire
from tests.house.test_docs import doc
from tests.memory_database import BulkDump, MemoryDatabase

ACME = {"name": "Acme", "csmDashboardLinked": True}


def cells(before: str) -> list[str]:
    """Return the first cells of the rows of the runbook's first table after a text."""
    table = doc("runbook.md").partition(before)[2].partition("\n|---")[2].partition("\n\n")[0]
    return re.findall(r"^\| (.+?) \|", table, re.MULTILINE)


class Failing:
    """A database in which company `acme` fails, until it is mended."""

    bulk: Any = None

    def mend(self) -> None: ...

    def opened(self) -> AbstractAsyncContextManager[Any]:
        return nullcontext(self.bulk)


class NoRecord(Failing):
    def __init__(self, server: Server) -> None:
        self.bulk = BulkDump({"Companies": {COMPANY: 5}})

    def mend(self) -> None:
        self.bulk.put(f"Companies/{COMPANY}", ACME)


class Importing(Failing):
    def __init__(self, server: Server) -> None:
        root = {"Companies": {COMPANY: ACME}, "Employees": {COMPANY: {"ann": {"name": "Ann"}}}}
        self.bulk = Lively(BulkDump(root).root, hire, times=ATTEMPTS)


class Answering(Failing):
    """A database that answers a request of the company's records with an error."""

    status = 503

    def __init__(self, server: Server) -> None:
        self.server = server
        server.import_dump({"Companies": {COMPANY: ACME}})
        fault = {"method": "GET", "path": f"^/Companies/{COMPANY}", "status": self.status}
        server.faults({"requests": [fault]})

    def mend(self) -> None:
        self.server.clear_faults()

    def opened(self) -> AbstractAsyncContextManager[Any]:
        return BulkDatabase(self.server.url, self.server.namespace, lambda: "owner")


class Refusing(Answering):
    status = 400


FAILURES: dict[str, tuple[type[Failing], str]] = {
    "`… is no company record`": (NoRecord, r"Companies/acme is no company record"),
    "`employees or login changed during 5 attempts`": (
        Importing,
        r"employees or login changed during 5 attempts",
    ),
    "`GET …: 503` and the like": (Answering, r"GET \S+: 503"),
    "the name of an error": (Refusing, r"^RuntimeError: "),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        rules = (ROOT / "database.rules.json").read_bytes()
        url = f"{running.url}/.settings/rules.json"
        requests.put(url, params={"ns": "runbook"}, data=rules, timeout=10)
        yield Server(running.url, "runbook")


@pytest.mark.parametrize("reason", cells("**`short`"))
def test_a_company_without_figures_has_them_once_its_reason_is_gone(
    server: Server, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setattr(bulk_client, "RETRY_AFTER", ())
    kind, pattern = FAILURES[reason]
    failing = kind(server)

    async def failures() -> dict[str, str]:
        async with failing.opened() as bulk:
            context = RunContext(bulk, RUN, CLOCK, "today", no_user)
            report, _ = await run_companies(context, [COMPANY])
            # The requests beside the one that failed end before the connections are closed.
            others = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*others, return_exceptions=True)
            return report.failed

    assert re.search(pattern, asyncio.run(failures())[COMPANY])
    failing.mend()
    assert asyncio.run(failures()) == {}


SHIFT: Tree = {"date": str(TUESDAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}
ANN: Tree = {"name": "Ann", "email": "ann@example.com", "userId": "u"}
FREE: Tree = {
    "updatedAt": 1_760_000_000_000,
    "weekly": {"tue": [{"start": "08:00", "end": "18:00"}]},
}


def staffed(**company_record: Any) -> Any:
    return company(Employees={"ann": ANN}, Companies=company_record)


def scheduled(employee_id: str, **availability: Any) -> Any:
    week = {"status": "published", "shifts": {"s": {**SHIFT, "employeeId": employee_id}}}
    tables = {"Schedules": {"2025-11-17": week}, "Availability": availability}
    return company(Employees={"ann": ANN}, **tables)


FLAWS: dict[str, tuple[Callable[[], Any], str, Any]] = {
    "`malformed`": (
        partial(company, Employees={"ann": 5}),
        f"Employees/{COMPANY}/ann",
        ANN,
    ),
    "`unknown_employee`": (
        partial(scheduled, "bob", ann=FREE, bob=FREE),
        f"Schedules/{COMPANY}/2025-11-17/shifts/s/employeeId",
        "ann",
    ),
    "`unknown_zone`": (
        partial(staffed, timezone="Canada/Mars"),
        f"Companies/{COMPANY}/timezone",
        "America/Toronto",
    ),
    "`no_master_account`": (
        partial(staffed, masterUserId=None, email="boss@example.com"),
        f"Companies/{COMPANY}/email",
        ANN["email"],
    ),
    "`availability_never_submitted`": (partial(scheduled, "ann"), "Availability/ann", FREE),
}
"""By reason: a database with one such record, and a path in it and a value that correct it."""


@pytest.mark.parametrize("reason", cells("## Data quality"))
def test_a_flaw_is_named_until_it_is_corrected(reason: str) -> None:
    make, path, value = FLAWS[reason]
    dump = make()
    run(dump)
    quality = dump.at(f"DataQuality/{COMPANY}")
    assert quality["counts"] == {reason.strip("`"): 1}
    [flaw] = quality["flaws"]
    assert path.startswith(flaw["path"])
    dump.put(path, value)
    run(dump)
    assert "counts" not in (dump.at(f"DataQuality/{COMPANY}") or {})


DAILY = b'{"policyName": "DAILY", "message": "You have reached your daily limit."}'
OUTAGES: dict[str, dict[str, Any] | None] = {
    "no answer": {"drop": True},
    "no connection": None,
    "5xx": {"status": 503},
    "left alone": {"status": 429, "retry_after": 600},
    "401": {"status": 401},
    "403": {"status": 403},
    "429": {"status": 429, "body": DAILY},
    "DAILY": {"status": 429, "body": DAILY},
    "lists no companies": {"body": b'{"results": []}'},
    "more than": {"body": b"x" * 9_000_000},
    "not JSON": {"body": b"<html>"},
}
"""By what `error` says: what HubSpot does to each request then. None: there is no server."""


@pytest.fixture
def fake(hubspot_portal: HubSpotFake) -> HubSpotFake:
    hubspot_portal.reset()
    return hubspot_portal


SAID = [said for cell in cells("## HubSpot") for said in re.findall(r"`(.+?)`", cell)]
OF_FIGURES = {"PROPERTY_DOESNT_EXIST"}


@pytest.mark.parametrize("said", [said for said in SAID if said not in OF_FIGURES])
def test_a_sync_says_why_it_ended_early_and_the_next_one_continues(
    fake: HubSpotFake, said: str
) -> None:
    fault = OUTAGES[said]
    maple = fake.put_company(name="Maple")
    database = MemoryDatabase({"CrmCompanies": {"123": {"name": "Oak"}}})
    now = datetime.now(UTC)

    def error_of(crm: Any, **options: Any) -> str | None:
        hubspot = client(crm, **options)
        for _ in range(2 if said == "left alone" else 1):
            sync_crm.sync(database, hubspot, now, lambda _: None)
        error: str | None = database.get("CrmSync/mirror/last/error")
        return error

    if fault is None:
        nobody = SimpleNamespace(url=f"http://127.0.0.1:{free_ports(1)[0]}", token="t")
        error = error_of(nobody, timeout_budget=0.5)
    else:
        fake.fail(path="/crm/v3/objects/companies", times=None, **fault)
        error = error_of(fake, timeout_budget=0.5)
        fake.clear_faults()
    assert re.search(said.replace("5xx", r"\b5\d\d\b"), error or "")
    assert set(database.get("CrmCompanies")) == {"123"}
    assert error_of(fake) is None
    assert set(database.get("CrmCompanies")) == {maple}


def test_figures_are_written_once_the_property_is_made() -> None:
    with HubSpotFake(rate=None, search_rate=None) as fake:
        maple = fake.put_company(name="Maple")
        database = base(maple=maple)
        write_back(database, client(fake), NOW)
        assert "PROPERTY_DOESNT_EXIST" in database.get("CrmSync/figures/last/error")
        define(fake)
        write_back(database, client(fake), NOW)
        assert database.get("CrmSync/figures/last") == {"at": "2025-11-24T12:00:00Z", "written": 1}


def test_everything_is_listed_and_sent_again(fake: HubSpotFake) -> None:
    maple = fake.put_company(name="Maple")
    database, hubspot = base(maple=maple), client(fake)
    database.write({"CrmCompanies": {maple: {"name": "Maple"}}})

    def kind() -> str:
        return sync_crm.sync(database, hubspot, datetime.now(UTC), lambda _: None).kind

    assert [kind(), kind()] == ["full", "changes"]
    database.patch({"CrmSync/mirror/fullAt": None})
    assert kind() == "full"
    assert [write_back(database, hubspot, NOW) for _ in range(2)] == [1, 0]
    database.patch({"CrmFigures": None, "CrmSync/figures/runDate": None})
    assert write_back(database, hubspot, NOW) == 1
