"""The app's records in three instances of the database, and a home for this backend's own."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from firebase_admin import delete_app, initialize_app

from customer_health.domain.instants import clock_of
from customer_health.errors import DatabaseDown
from customer_health.flows.matching.match_company import match_company
from customer_health.flows.matching.review import match_all, waiting
from customer_health.flows.runs.run_shard import run_shard
from customer_health.flows.runs.shards import Shard
from customer_health.flows.runs.start import linked_companies, start_run
from customer_health.stores.rtdb import bulk_client, session
from customer_health.stores.rtdb.bulk_client import Address, BulkDatabase
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.instances import number_of
from customer_health.stores.rtdb.session import use_session
from demo.app.database import demo_data
from demo.app.instances import spread
from emulator_harness import Database as Server
from emulator_harness.rtdb.process import RunningServer, running_server
from tests.examples import no_user

TODAY = date(2026, 3, 11)
CLOCK = clock_of(TODAY)
NOW = CLOCK + timedelta(minutes=2)
RULES = Path(__file__).parents[3] / "database.rules.json"
OUTAGE = {"requests": [{"status": 503}]}
OURS = ("CustomerHealthMetrics", "CustomerIndex", "MetricEvidence", "DataQuality", "Alerts")


class Deployment:
    """A database over instances: the first address is the home's. Also the servers' own views."""

    def __init__(self, *addresses: Address) -> None:
        self.addresses = addresses
        self.home, *self.apps = (Server(*address) for address in addresses)
        home, *apps = (f"{url}/?ns={namespace}" for url, namespace in addresses)
        self.app = initialize_app(options={"databaseURL": home}, name=addresses[0].namespace)
        for url in (home, *apps):
            use_session(self.app, url)
        self.database = Database(self.app, apps)

    def fill(self, data: dict[str, Any]) -> None:
        home, parts = spread(data, len(self.apps)) if self.apps else (data, [])
        for server, address, part in zip(
            (self.home, *self.apps), self.addresses, (home, *parts), strict=True
        ):
            server.clear_faults()
            rules = f"{address.url}/.settings/rules.json"
            params = {"ns": address.namespace}
            requests.put(rules, params=params, data=RULES.read_bytes(), timeout=10)
            server.import_dump(part or None)

    def run(self, clock: datetime = CLOCK) -> dict[str, Any]:
        """Run the day to its end. Returns the record of the run."""
        tasks: list[dict[str, Any]] = []
        start_run(self.database, lambda payload, _: tasks.append(payload), clock, NOW)
        for task in tasks:
            asyncio.run(self.run_shard(Shard(**task)))
        record: dict[str, Any] = self.home.get(f"BatchRuns/{TODAY}")
        return record

    async def run_shard(self, shard: Shard) -> None:
        home, *apps = self.addresses
        async with BulkDatabase(*home, lambda: "owner", apps) as bulk:
            with suppress(DatabaseDown):  # then the task is retried
                await run_shard(bulk, shard, lambda: NOW, no_user)

    def close(self) -> None:
        delete_app(self.app)


@pytest.fixture(scope="module")
def servers() -> Iterator[list[RunningServer]]:
    with ExitStack() as running:
        yield [running.enter_context(running_server()) for _ in range(4)]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """Return twelve companies of the demo, as the app has them."""
    found = demo_data(TODAY, seed=1)
    chosen = sorted(found["Companies"])[:12]
    for root in ("Companies", "Employees", "Schedules", "Timecards", "Departments", "ProductUsage"):
        found[root] = {key: found[root][key] for key in chosen if key in found[root]}
    return found


@pytest.fixture
def several(servers: list[RunningServer], data: dict[str, Any]) -> Iterator[Deployment]:
    deployment = Deployment(*(Address(server.url, "several") for server in servers))
    deployment.fill(data)
    yield deployment
    deployment.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_client, "RETRY_AFTER", ())
    monkeypatch.setattr(session, "RETRY", session.RETRY.new(backoff_factor=0))


def ours(home: Server) -> dict[str, Any]:
    """Return what a run has written, without times of the server's clock."""
    found = {root: home.get(root) or {} for root in OURS}
    for row in found["CustomerIndex"].values():
        row.pop("changedAt", None)
    return found


def test_several_instances_give_the_figures_of_one(
    servers: list[RunningServer], several: Deployment, data: dict[str, Any]
) -> None:
    single = Deployment(Address(servers[0].url, "single"))
    single.fill(data)
    expected, found = single.run(), several.run()
    single.close()
    assert ours(several.home) == ours(single.home)
    assert found["done"] == expected["done"] >= 8
    assert found["reads"] == expected["reads"]
    assert all(set(app.get("", shallow=True)) <= set(data) for app in several.apps)
    assert not set(several.home.get("", shallow=True)) & {"Companies", "Employees", "Availability"}


def test_an_instance_that_is_down_harms_only_its_own_customers(several: Deployment) -> None:
    several.run()
    before = ours(several.home)
    lost = {one for one in before["CustomerIndex"] if number_of(one, 3) == 1}
    others = before["CustomerIndex"].keys() - lost
    assert lost
    assert others
    for app in several.apps:  # one more employee each, where a run can see it
        for company_id in app.get("Employees", shallow=True):
            app.put(f"Employees/{company_id}/late", {"name": "Late"})
    several.apps[1].faults(OUTAGE)
    record = several.run(CLOCK + timedelta(seconds=1))
    after = ours(several.home)
    assert set(record["shards"]["n0"]["failed"]) == lost
    assert record["down"] == len(lost)
    for company_id in lost:
        figures = after["CustomerHealthMetrics"][company_id]
        assert figures == before["CustomerHealthMetrics"][company_id], "known figures stay"
        assert company_id in after["CustomerIndex"]
    for company_id in others:
        count = after["CustomerHealthMetrics"][company_id]["numberofemployees"]
        assert count == before["CustomerHealthMetrics"][company_id]["numberofemployees"] + 1


def test_companies_of_a_down_instance_are_not_taken_for_deleted(several: Deployment) -> None:
    assert match_all(several.database, waiting(several.database), NOW).failed == {}
    several.apps[1].faults(OUTAGE)
    assert {number_of(one, 3) for one in waiting(several.database)} <= {0, 2}


def test_a_company_in_the_wrong_instance_is_tracked_once_it_is_moved(
    several: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    right = number_of("stray", 3)
    wrong = next(n for n in range(3) if n != right)
    record = {"name": "Stray", "email": "boss@stray.example.com"}
    several.home.put(
        "CrmCompanies/crm-stray", {**record, "courriel_compte_maitre": record["email"]}
    )
    several.apps[wrong].put("Companies/stray", {**record, "csmDashboardLinked": True})
    assert "stray" not in linked_companies(several.database)
    several.run()
    assert (
        "1 companies are in the wrong instance of the database, and not tracked: stray"
        in caplog.text
    )
    assert several.home.get("CustomerIndex/stray") is None
    several.apps[wrong].delete("Companies/stray")
    several.apps[right].put("Companies/stray", record)
    several.run(CLOCK + timedelta(seconds=1))
    assert several.home.get("Matches/stray/state") == "linked"
    assert several.home.get("CustomerIndex/stray/ranAt")


def test_two_companies_of_different_instances_are_told_apart_by_all(several: Deployment) -> None:
    """Without a CRM, a company is matched against all others: also those of other instances."""
    first, second = "acme", "kilo"
    assert number_of(first, 3) != number_of(second, 3)
    for company_id in (first, second):
        record = {"name": "Twin", "email": "boss@twin.example.com"}
        several.apps[number_of(company_id, 3)].put(f"Companies/{company_id}", record)
    several.home.put("CrmCompanies", None)
    match_company(several.database, first, NOW)
    assert several.home.get(f"Matches/{first}/state") == "ambiguous"
    assert (
        several.apps[number_of(first, 3)].get(f"Companies/{first}/csmDashboardLinked") is not True
    )


@pytest.mark.parametrize("linked", [True, False])
def test_a_crash_between_two_instances_is_made_good(several: Deployment, linked: bool) -> None:
    """The flag in the app's record is written first; its event matches the company again."""
    company_id = "acme"
    app = several.apps[number_of(company_id, 3)]
    company = {"name": "Acme", "email": "boss@acme.example.com"}
    crm = {"name": "Acme", "courriel_compte_maitre": company["email"]}
    several.home.put("CrmCompanies/crm-acme", crm)
    app.put(f"Companies/{company_id}", company)
    if not linked:
        match_company(several.database, company_id, NOW)
        decision = {"state": "none", "by": "sam@example.com", "at": datetime.now(UTC).isoformat()}
        several.home.put(f"Matches/{company_id}/decision", decision)
    several.home.faults({"requests": [{"method": "PATCH", "status": 503}]})
    with pytest.raises(DatabaseDown):
        match_company(several.database, company_id, NOW)
    several.home.clear_faults()
    assert app.get(f"Companies/{company_id}/csmDashboardLinked") is linked
    match_company(several.database, company_id, NOW)
    node = several.home.get(f"Matches/{company_id}")
    assert node["state"] == ("linked" if linked else "none")
    assert node.get("crmId") == ("crm-acme" if linked else None)
    if not linked:
        assert node["by"] == "sam@example.com", "the person who decided, not the flag"
