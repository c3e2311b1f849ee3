"""Customers and their list as of a day, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.context import context_cache
from demo.runs.dump import Dump
from tests.api.client import Api, row
from tests.examples import CLOCK, COMPANY, RUN, company, run
from tests.flows.runs.test_run_company import PAYING

DAY = timedelta(days=1)
NEXT_DAY = int((CLOCK + DAY).timestamp() * 1000)


def staff(*names: str) -> dict[str, Any]:
    return {name: {"name": name} for name in names}


def restated() -> Dump:
    """Return a company with two runs, the first of which was repeated with other figures."""
    dump = company(Employees=staff("ann"))
    dump.now = int(CLOCK.timestamp() * 1000)
    run(dump)
    dump.now = NEXT_DAY
    run(dump, RUN + DAY)
    dump.write({f"Employees/{COMPANY}": staff("ann", "bob")})
    run(dump, mode="past")
    return dump


@pytest.fixture
def stored(api: Api) -> Api:
    api.give(now=lambda: CLOCK + 2 * DAY)
    api.load(**restated().root)
    return api


def day(api: Api, at: date) -> Any:
    return api.get(f"customers/{COMPANY}/days/{at}")


def test_the_days_with_figures(stored: Api) -> None:
    assert stored.get(f"customers/{COMPANY}/days") == {"dates": [str(RUN), str(RUN + DAY)]}


def test_a_day_is_as_it_stood_with_what_was_restated_since(stored: Api) -> None:
    found = day(stored, RUN)
    assert (found["asOf"], found["at"]) == (str(RUN), iso(CLOCK))
    assert found["figures"][EMPLOYEES] == 1
    (later,) = found["restated"]
    assert (later["at"], later["figures"][EMPLOYEES]) == (iso(CLOCK + DAY), 2)
    assert day(stored, RUN + DAY)["restated"] == []


def test_figures_that_were_replaced_on_the_same_day_did_not_stand(api: Api) -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    dump.write({f"Employees/{COMPANY}": staff("ann", "bob")})
    dump.now = int(CLOCK.timestamp() * 1000) + 1
    run(dump)
    api.give(now=lambda: CLOCK + DAY)
    api.load(**dump.root)
    found = day(api, RUN)
    assert (found["figures"][EMPLOYEES], found["restated"]) == (2, [])


def test_a_day_without_a_run_has_no_figures(stored: Api) -> None:
    assert "figures" not in day(stored, RUN - DAY)
    assert day(stored, RUN - DAY)["at"] == iso(clock_of(RUN - DAY))


@pytest.mark.parametrize("path", ["days/2025-02-30", f"days/{RUN + 3 * DAY}"])
def test_no_such_day(stored: Api, path: str) -> None:
    assert stored.send("GET", f"customers/{COMPANY}/{path}").status_code == 404


def test_no_such_customer(stored: Api) -> None:
    for path in ("days", f"days/{RUN}"):
        assert stored.send("GET", f"customers/nobody/{path}").status_code == 404


def test_a_customer_that_left_is_there_as_of_then(stored: Api) -> None:
    stored.load(CustomerIndex={COMPANY: {"gone": True}})
    assert day(stored, RUN)["figures"][EMPLOYEES] == 1
    assert [one["id"] for one in listed(stored, RUN)["customers"]] == [COMPANY]


def listed(api: Api, at: date, **query: Any) -> Any:
    return api.get("customers", asOf=str(at), **query)


def test_the_list_as_of_a_day(stored: Api) -> None:
    stored.load(CustomerIndex={"new": row("New")})
    found = listed(stored, RUN)
    assert (found["asOf"], found["total"]) == (str(RUN), 1)
    assert found["freshness"] == {"lastRun": iso(CLOCK)}
    (acme,) = found["customers"]
    assert (acme["name"], acme[EMPLOYEES], acme["restated"]) == ("Acme", 1, True)
    assert not listed(stored, RUN + DAY)["customers"][0]["restated"]
    assert "asOf" not in stored.get("customers")


def test_the_list_as_of_a_day_has_the_score_and_the_alerts_of_its_run(api: Api) -> None:
    dump = company(Companies={"createdAt": iso(CLOCK - 20 * DAY)}, PresenceStatus={"x": {}})
    record, _ = context_cache.encoded("billing", PAYING)
    dump.put(f"ContextCache/{COMPANY}/billing", {"record": record, "fetchedAt": iso(CLOCK - DAY)})
    run(dump)
    run(dump, RUN - DAY, mode="past")
    api.load(**dump.root)
    api.give(now=lambda: CLOCK + 2 * DAY)
    (acme,) = listed(api, RUN)["customers"]
    (today,) = api.get("customers")["customers"]
    kept = ("score", "scoreCoverage", "revenue", "plan")
    assert {key: acme[key] for key in kept} == {key: today[key] for key in kept}
    assert acme["alertsKnown"]
    alert = {"rule": LOGIN, "severity": "critical", "triage": {"kind": "open"}}
    assert acme["openAlerts"] == [alert] == today["openAlerts"]
    (made_up,) = listed(api, RUN - DAY)["customers"]
    assert (made_up["alertsKnown"], made_up["openAlerts"]) == (False, [])
    assert not made_up.keys() & set(kept)
    assert "alertsKnown" not in today


def test_a_run_that_left_no_alert_open_says_so(api: Api) -> None:
    dump = company()
    run(dump)
    api.load(**dump.root)
    (acme,) = listed(api, RUN)["customers"]
    assert (acme["alertsKnown"], acme["openAlerts"]) == (True, [])


def test_the_list_as_of_a_day_filters_and_pages(stored: Api) -> None:
    rows = {f"c{n}": row(f"Customer {n}", level="healthy") for n in range(5)}
    stored.load(
        DailyIndex={str(RUN - DAY): rows | {"bad": {"name": 1}, "odd": row(alerts={"login": 1})}}
    )
    page = listed(stored, RUN - DAY, limit=2, sort="name", order="asc")
    rest = listed(stored, RUN - DAY, sort="name", order="asc", cursor=page["next"])
    assert [one["id"] for one in page["customers"] + rest["customers"]] == sorted(rows)
    assert listed(stored, RUN - DAY, search="customer 3")["total"] == 1
    text = stored.send("GET", f"customers.csv?asOf={RUN - DAY}").text
    assert len(text.splitlines()) == 6


def test_a_day_without_a_run_has_no_list(stored: Api) -> None:
    for path in ("customers", "customers.csv"):
        answer = stored.send("GET", f"{path}?asOf={RUN - DAY}")
        assert (answer.status_code, answer.json["code"]) == (404, "missing")


def test_what_is_new_is_not_known_of_a_past_day(stored: Api) -> None:
    assert stored.send("GET", f"customers?asOf={RUN}&new=true").status_code == 409


def test_alerts_are_as_the_run_of_the_day_left_them(api: Api) -> None:
    dump = company(Companies={"createdAt": iso(CLOCK - 20 * DAY)}, PresenceStatus={"x": {}})
    run(dump)
    api.load(**dump.root)
    now = [CLOCK + DAY / 2]
    api.give(now=lambda: now[0])
    path = f"alerts/{COMPANY}:{LOGIN}"
    tag = f'"{api.get(path)["version"]}"'
    until = iso(CLOCK + 3 * DAY)
    api.send("POST", f"{path}/snooze", body={"reason": "Away", "until": until}, tag=tag)
    now[0] = CLOCK + 5 * DAY
    (alert,) = day(api, RUN)["alerts"]
    assert (alert["rule"], alert["severity"], alert["phase"]) == (LOGIN, "critical", "firing")
    assert (alert["openedAt"], alert["triage"]["kind"]) == (iso(CLOCK), "open")
    (alert,) = day(api, RUN + DAY)["alerts"]
    assert alert["triage"] == {
        "kind": "snoozed",
        "who": "ann@pivotapp.ca",
        "at": iso(CLOCK + DAY / 2),
        "why": "Away",
        "until": until,
    }
    assert day(api, RUN - DAY)["alerts"] == []
