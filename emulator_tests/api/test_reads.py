"""The API reads little of the database, however much is there, and what is new."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.instants import newest_run_date
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, OPEN_SHIFTS
from customer_health.domain.roles import ROLE_CLAIM
from customer_health.stores.actions import notes
from customer_health.stores.alerts import alerts
from emulator_harness import Database, Suite
from tests.api.client import row
from tests.memory_database import MemoryDatabase

Json = Any
NOW = datetime.now(UTC).replace(microsecond=0)


def alert(company_id: str, rule: str = OPEN_SHIFTS, **fields: Any) -> Alert:
    plain = Alert(company_id, rule, 1, 1, "firing", "critical", NOW, NOW, NOW, value=22.3)
    return replace(plain, **fields)


def history(days: int) -> Json:
    dates = (NOW.date() - timedelta(days=n) for n in range(days))
    return {day.isoformat(): {"alertLevel": "healthy", EMPLOYEES: 5} for day in dates}


@pytest.fixture
def fill(database: Database) -> Callable[..., None]:
    """Load tables, with their alerts."""

    def fill(*raised: Alert, **tables: Json) -> None:
        memory = MemoryDatabase(tables)
        memory.now = int(datetime.now(UTC).timestamp() * 1000)
        for one in tables["CustomerIndex"].values():
            one["changedAt"] = (
                memory.now
            )  # newer than the rows that the instance has from other tests
        for one in raised:
            memory.write(alerts.save(None, one, ()).values)
        database.import_dump(memory.dump.root)

    return fill


Get = Callable[..., requests.Response]


@pytest.fixture
def get(suite: Suite, sign_in: Callable[..., str]) -> Get:
    token = sign_in("csm@pivotapp.ca")

    def get(path: str, headers: Mapping[str, str] | None = None, **query: Any) -> requests.Response:
        response = requests.get(
            f"{suite.function_url('api')}/v1/{path}",
            headers={"Authorization": f"Bearer {token}", **(headers or {})},
            params=query,
            timeout=30,
        )
        assert response.status_code in {200, 304}, response.text
        return response

    return get


def test_one_customer_is_one_read(database: Database, fill: Callable[..., None], get: Get) -> None:
    fill(
        *(alert("one", rule) for rule in METRICS),
        CustomerIndex={"one": row()},
        CustomerHealthMetrics={"one": {"history": history(300)}},
    )
    get("customers/one")
    database.reset_counters()
    found = get("customers/one").json()
    assert len(found["alerts"]) == len(METRICS)
    counted = database.counters()
    assert (counted["requests"], list(counted["paths"])) == (1, ["CustomerIndex"])
    assert counted["bytesRead"] < 4000


def test_a_change_of_one_customer_is_seen_at_once(
    database: Database, fill: Callable[..., None], get: Get
) -> None:
    fill(alert("live"), CustomerIndex={"live": row()})
    assert len(get("customers/live").json()["alerts"]) == 1
    database.patch("/", {"CustomerIndex/live/alerts": None, "CustomerIndex/live/employees": 9})
    found = get("customers/live").json()
    assert (found["alerts"], found[EMPLOYEES]) == ([], 9)


def test_a_warm_list_reads_only_the_rows_that_changed(
    database: Database,
    fill: Callable[..., None],
    get: Get,
    wait_until: Callable[..., Json],
) -> None:
    fill(CustomerIndex={f"warm{n:03}": row(f"Warm {n}") for n in range(300)})

    def most() -> Json:
        query = {"search": "warm", "sort": EMPLOYEES, "limit": 1}
        page = get("customers", **query).json()
        return page["total"] == 300 and page["customers"][0][EMPLOYEES]

    for employees in (76, 77):
        change = {"employees": employees, "changedAt": {".sv": "timestamp"}}
        database.patch("CustomerIndex/warm000", change)
        database.reset_counters()
        wait_until(lambda wanted=employees: most() == wanted)
    counted = database.counters()
    assert set(counted["paths"]) == {"CustomerIndex"}
    per_request = counted["bytesRead"] / counted["requests"]
    assert per_request < 4000  # of 300 rows, some 150,000


def test_what_has_not_changed_is_not_sent_again(fill: Callable[..., None], get: Get) -> None:
    fill(CustomerIndex={"same": row()})
    first = get("customers/same")
    again = get("customers/same", {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = get("customers/same", {"If-None-Match": '"other"'})
    assert other.json() == first.json()


@pytest.mark.parametrize("size", [3, 60])
def test_a_page_of_the_past_is_as_large_however_much_there_is(
    database: Database,
    fill: Callable[..., None],
    get: Get,
    wait_until: Callable[..., Json],
    size: int,
) -> None:
    ended = [
        alert(f"p{n}", rule, phase="resolved", since=NOW - timedelta(hours=n % 7))
        for n in range(size)
        for rule in METRICS
    ]
    fill(*ended, CustomerIndex={f"p{n}": row(f"Past {size}") for n in range(size)})
    wait_until(lambda: get("customers", search=f"past {size}").json()["total"] == size)
    database.reset_counters()
    first = get("alerts", state="past", sort="date", limit=4, companyId="p1").json()
    assert len(first["alerts"]) == 4
    assert get("alerts", state="past", companyId="p1", sort="date", limit=4, cursor=first["next"])
    page = get("alerts", state="past", sort="date", limit=5).json()
    counted = database.counters()["paths"]["Alerts"]
    assert (counted["requests"], counted["bytesRead"] < 10_000) == (3, True)
    assert "total" not in page


def test_a_timeline_reads_no_more_than_its_days(
    database: Database, fill: Callable[..., None], get: Get
) -> None:
    ago = {n: NOW - timedelta(days=n) for n in (1, 2, 3, 4, 400)}
    millis = {n: int(at.timestamp() * 1000) for n, at in ago.items()}
    staff = {
        "text": {"name": "Ann", "createdAt": ago[1].isoformat()},
        "number": {"name": "Bob", "createdAt": millis[2], "userId": "u1"},
        "left": {"createdAt": ago[400].isoformat(), "archivedAt": millis[3], "archived": True},
        **{f"old{n}": {"name": "x" * 500, "createdAt": millis[400]} for n in range(200)},
    }
    kept = {
        **notes.save("t", "new", ago[4], 'Called them: "fine" & #1', "ann@pivotapp.ca"),
        **notes.save("t", "old", ago[400], "y" * 5000, "ann@pivotapp.ca"),
    }
    memory = MemoryDatabase({})
    memory.patch(kept)
    fill(
        CustomerIndex={"t": row(master="u1", login=ago[1].isoformat(), employees=202)},
        Employees={"t": staff},
        CustomerHealthMetrics={"t": {"history": history(400)}},
        **memory.dump.root,
    )
    database.reset_counters()
    found = get("customers/t/timeline", days=10).json()
    assert [(one["kind"], one.get("name")) for one in found["events"]] == [
        ("hired", "Ann"),
        ("hired", "Bob"),
        ("archived", None),
        ("note", None),
    ]
    assert database.counters()["bytesRead"] < 4000
    behind = get(f"customers/t/metrics/{EMPLOYEES}").json()
    assert [move["id"] for move in behind["hired"]] == ["text", "number"]
    assert get(f"customers/t/metrics/{LOGIN}").json()["account"]["name"] == "Bob"


@pytest.mark.parametrize("ago", [0, 5])
def test_an_admin_has_a_run_made_again(
    suite: Suite,
    database: Database,
    sign_in: Callable[..., str],
    wait_until: Callable[..., Json],
    ago: int,
) -> None:
    day = newest_run_date(datetime.now(UTC)) - timedelta(days=ago)
    database.import_dump(
        {
            "Companies": {"again": {"name": "Again", "csmDashboardLinked": True}},
            "Employees": {"again": {"e1": {"name": "A"}, "e2": {"name": "B"}}},
        }
    )
    headers = {"Authorization": f"Bearer {sign_in('boss@pivotapp.ca', **{ROLE_CLAIM: 'admin'})}"}
    url = f"{suite.function_url('api')}/v1/runs"

    def once_more() -> Json:
        started = requests.post(f"{url}/{day}", headers=headers, timeout=30)
        assert (started.status_code, started.json()["companies"]) == (202, 1), started.text

        def complete() -> Json:
            run = requests.get(f"{url}/{day}", headers=headers, timeout=30).json()
            return run["state"] == "complete" and run

        return wait_until(complete, timeout=60)

    assert (once_more()["done"], database.get("CustomerIndex/again/employees")) == (1, 2)
    database.put("Employees/again/e3", {"name": "C"}, disable_triggers=True)
    second = once_more()
    assert (second["failures"], database.get("CustomerIndex/again/employees")) == ({}, 3)
    listed = requests.get(url, headers=headers, timeout=30).json()["runs"]
    assert [run["runDate"] for run in listed] == [day.isoformat()]
