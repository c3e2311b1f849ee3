"""The routes of one customer: details, history, evidence of a figure, and the CSV export."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
import time_machine

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.rules import DEFAULT_RULES, amend
from customer_health.domain.instants import iso
from customer_health.domain.metrics.breakdown import by_employee
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
)
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.rules import save_rule
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.metrics import evidence
from tests.api.client import Api, as_, row
from tests.examples import CLOCK, COMPANY, RUN, TUESDAY, company, run

OPEN = Alert(
    company_id="c1",
    rule=OPEN_SHIFTS,
    episode=1,
    rule_version=1,
    phase="firing",
    severity="critical",
    opened_at=CLOCK,
    since=CLOCK,
    as_of=CLOCK,
    seq=1,
    value=22.3,
)


@pytest.fixture
def one(api: Api) -> Api:
    place = {"city": "Laval", "province": "QC", "country": "CA", "planet": "Earth"}
    api.load(
        CustomerIndex={
            "c1": row("Acme", contact={"name": "Zoé", "phone": "555-0100"}, location=place)
        },
    )
    api.raise_alerts(OPEN)
    return api


def test_a_customers_details(one: Api) -> None:
    found = one.get("customers/c1")
    assert found["contact"] == {"name": "Zoé", "phone": "555-0100"}
    assert found["location"] == {"city": "Laval", "province": "QC", "country": "CA"}
    (alert,) = found["alerts"]
    assert alert["text"] == {
        "en": "Open shifts average 22.3% over the last 14 days, above the critical threshold "
        "of 20%.",
        "fr": "La moyenne des quarts ouverts est de 22,3\xa0% sur les 14 derniers "
        "jours, au-dessus du seuil critique de 20\xa0%.",
    }
    assert (alert["rule"], alert["severity"], alert["threshold"]) == (OPEN_SHIFTS, "critical", 20)


def test_an_alert_shows_the_thresholds_of_its_own_rule_version(one: Api) -> None:
    rule = amend(
        DEFAULT_RULES[OPEN_SHIFTS], who="ann@pivotapp.ca", at=CLOCK, threshold=Threshold(15, 22)
    )
    one.database.patch(save_rule(rule))
    assert one.get("customers/c1")["alerts"][0]["threshold"] == 20
    again = replace(OPEN, episode=2, rule_version=2)
    one.database.write(alerts.save(OPEN, again, ()).values)
    assert one.get("customers/c1")["alerts"][0]["threshold"] == 22


def test_an_alert_that_ended_is_not_shown(one: Api) -> None:
    one.get("customers/c1")
    one.database.write(alerts.save(OPEN, replace(OPEN, phase="resolved"), ()).values)
    assert one.get("customers/c1")["alerts"] == []


@pytest.mark.parametrize(
    "path",
    [
        "customers/nobody",
        "customers/a.b",
        "customers/c1/metrics/x",
        f"customers/no/metrics/{LOGIN}",
    ],
)
def test_an_unknown_customer_is_404(one: Api, path: str) -> None:
    assert one.send("GET", path).status_code == 404


def test_contact_and_location_come_from_the_company() -> None:
    dump = company(Companies={"contact": {"name": "Zoé", "age": 5}, "location": {"city": "Laval"}})
    run(dump)
    found = customer_rows.read_row("acme", dump.at("CustomerIndex/acme"))
    assert (found.contact, found.location) == ({"name": "Zoé"}, {"city": "Laval"})


@time_machine.travel(CLOCK + timedelta(hours=1), tick=False)
def test_the_history_shows_gaps_and_rule_changes(one: Api) -> None:
    rule = amend(
        DEFAULT_RULES[OPEN_SHIFTS], who="ann@pivotapp.ca", at=CLOCK, threshold=Threshold(15, 30)
    )
    snapshot = {"averages": {OPEN_SHIFTS: 12.5}, "levels": {OPEN_SHIFTS: "warning"}}
    one.database.patch({"CustomerHealthMetrics/c1/history/2025-11-23": snapshot, **save_rule(rule)})
    assert one.get("customers/c1/history", metric=OPEN_SHIFTS, days=3) == {
        "metric": OPEN_SHIFTS,
        "unit": "percent",
        "dates": ["2025-11-22", "2025-11-23", "2025-11-24"],
        "values": [None, 12.5, None],
        "levels": [None, "warning", None],
        "thresholds": {"warning": 15, "critical": 30},
        "thresholdsBefore": {"warning": 10, "critical": 20},
        "ruleChanges": [
            {
                "at": "2025-11-24T11:00:00Z",
                "who": "ann@pivotapp.ca",
                "thresholds": {"warning": 15, "critical": 30},
                "enabled": True,
            }
        ],
    }


@time_machine.travel(CLOCK + timedelta(hours=1), tick=False)
def test_the_history_begins_with_the_rule_version_of_that_time(one: Api) -> None:
    ruled = DEFAULT_RULES[OPEN_SHIFTS]
    for days, threshold in ((9, Threshold(15, 30)), (1, Threshold(25, 40))):
        at = CLOCK - timedelta(days=days)
        ruled = amend(ruled, who="ann@pivotapp.ca", at=at, threshold=threshold)
        one.database.patch(save_rule(ruled))
    found = one.get("customers/c1/history", metric=OPEN_SHIFTS, days=3)
    assert found["thresholdsBefore"] == {"warning": 15, "critical": 30}
    assert [change["thresholds"]["warning"] for change in found["ruleChanges"]] == [25]


@time_machine.travel(CLOCK + timedelta(hours=1), tick=False)
def test_the_login_history_is_in_days(one: Api) -> None:
    one.database.patch(
        {"CustomerHealthMetrics/c1/history/2025-11-24": {LOGIN: "2025-11-22T23:00:00Z"}}
    )
    assert one.get("customers/c1/history", metric=LOGIN, days=1)["values"] == [1.5]
    assert len(one.get("customers/c1/history", metric=LOGIN)["dates"]) == 90


@time_machine.travel(CLOCK + timedelta(hours=1), tick=False)
def test_without_a_login_the_history_counts_from_the_creation(api: Api) -> None:
    api.load(CustomerIndex={"c1": row(createdAt="2025-11-14T11:00:00Z")})
    known: dict[str, Any] = {
        "2025-11-23": {EMPLOYEES: 1},
        "2025-11-24": {"levels": {LOGIN: "warning"}},
    }
    api.load(CustomerHealthMetrics={"c1": {"history": known}})
    found = api.get("customers/c1/history", metric=LOGIN, days=2)
    assert (found["values"], found["levels"]) == ([None, 10.0], [None, "warning"])


def test_the_evidence_of_a_figure(api: Api) -> None:
    cards = {
        f"t{n}": {"employeeId": "ann", "date": "2025-11-18", "departmentId": "d1"} for n in (1, 2)
    }
    cards["t3"] = {"employeeId": "bob", "date": "2025-11-20"}
    dump = company(Timecards=cards, Employees={"ann": {"name": "Ann"}, "bob": {}})
    run(dump)
    api.load(**dump.root, Departments={"acme": {"d1": {"name": "Bar"}}})
    found = api.get(f"customers/acme/metrics/{CONFLICTING_CLOCK_INS}")
    assert (found["runDate"], found["average"]) == ("2025-11-24", 100.0)
    assert found["total"] == len(found["offences"]) == 3
    assert found["types"] == {"missing_punch": 3, "no_shift": 3}
    days = {day.pop("date"): day for day in found["days"]}
    assert len(days) == 14
    assert days["2025-11-18"] == {"part": 2, "whole": 2, "percent": 100.0}
    assert days["2025-11-19"] == {"leftOut": "no timecard"}
    counts = [(share.get("name"), share["count"]) for share in found["employees"]]
    assert counts == [("Ann", 2), (None, 1)]
    assert [(share.get("name"), share["count"]) for share in found["departments"]] == [
        ("Bar", 2),
        (None, 1),
    ]
    assert found["employees"][0]["byDay"][8] == 2
    assert found["offences"][0] == {
        "record": "t1",
        "date": "2025-11-18",
        "employeeId": "ann",
        "employee": "Ann",
        "departmentId": "d1",
        "department": "Bar",
        "types": ["missing_punch", "no_shift"],
    }
    never = api.send("GET", f"customers/acme/metrics/{OPEN_SHIFTS}?runDate=2020-01-01")
    assert never.status_code == 404


def test_conflict_types_count_also_unlisted_violations(api: Api) -> None:
    violation = {"record": "t1", "date": "2025-11-18", "types": ["overlap"]}
    counts = {"overlap": 2000, "no_shift": 500, "missing_punch": 0}
    figure = {"days": {"2025-11-18": [2500, 2500]}, "offences": [violation], "total": 2500}
    api.load(
        CustomerIndex={"c1": row(ranAt="2025-11-24T11:00:00Z")},
        MetricEvidence={"c1": {"2025-11-24": {CONFLICTING_CLOCK_INS: {**figure, "types": counts}}}},
    )
    found = api.get(f"customers/c1/metrics/{CONFLICTING_CLOCK_INS}")
    assert found["types"] == {"overlap": 2000, "no_shift": 500}


@time_machine.travel(CLOCK + timedelta(hours=1), tick=False)
def test_the_hired_and_archived_employees(api: Api) -> None:
    recent, old = "2025-11-20T15:00:00Z", "2015-01-01T00:00:00Z"
    staff = {
        "ann": {"name": "Ann", "createdAt": old, "archivedAt": recent, "archived": True},
        "bob": {"name": "Bob", "createdAt": recent, "departmentId": "d1"},
        "back": {"createdAt": old, "archivedAt": recent, "departmentId": 5},
        "old": {"createdAt": old},
    }
    api.load(
        CustomerIndex={"c1": row(employees=3, baseline={"count": 4, "day": "2025-11-22"})},
        CustomerHealthMetrics={"c1": {"history": {"2025-11-23": {EMPLOYEES: 4}}}},
        Employees={"c1": staff},
        Departments={"c1": {"d1": {"name": "Bar"}}},
    )
    found = api.get(f"customers/c1/metrics/{EMPLOYEES}")
    assert (found["hired"], found["archived"], found["departments"]) == ([], [], [])
    assert (found["since"], found["change"]["count"]) == ("2025-11-22T11:00:00Z", -1)
    assert found["dates"] == ["2025-11-22", "2025-11-23", "2025-11-24"]
    assert found["counts"] == [None, 4, None]
    api.load(CustomerIndex={"c1": row(employees=3, baseline={"count": 4, "day": "2025-11-10"})})
    found = api.get(f"customers/c1/metrics/{EMPLOYEES}")
    assert found["hired"] == [
        {"id": "bob", "name": "Bob", "departmentId": "d1", "department": "Bar", "at": recent}
    ]
    assert found["archived"] == [{"id": "ann", "name": "Ann", "at": recent}]
    assert found["departments"] == [
        {"hired": 0, "archived": 1},
        {"id": "d1", "name": "Bar", "hired": 1, "archived": 0},
    ]
    api.load(CustomerIndex={"c1": row()})
    assert len(api.get(f"customers/c1/metrics/{EMPLOYEES}")["dates"]) == 31


@time_machine.travel(CLOCK, tick=False)
def test_the_master_account_behind_the_login(api: Api) -> None:
    login = "2025-11-14T11:00:00Z"
    snapshots = {"2025-11-13": {LOGIN: "2025-11-12T08:00:00Z"}, "2025-11-14": {LOGIN: login}}
    staff = {"e1": {"name": "Zoé", "email": "zoe@example.com", "userId": "u1"}, "e2": {}}
    api.load(
        CustomerIndex={
            "c1": row(login=login, master="u1"),
            "c2": row(email="x@example.com", createdAt="2025-11-23T11:00:00Z"),
            "c3": row(master="u9"),
        },
        CustomerHealthMetrics={"c1": {"history": snapshots}},
        Employees={"c1": staff},
    )
    assert api.get(f"customers/c1/metrics/{LOGIN}") == {
        "metric": LOGIN,
        "account": {"userId": "u1", "employeeId": "e1", "name": "Zoé", "email": "zoe@example.com"},
        "lastLogin": login,
        "days": 10.0,
        "logins": [login, "2025-11-12T08:00:00Z"],
    }
    assert api.get(f"customers/c2/metrics/{LOGIN}") == {
        "metric": LOGIN,
        "unmatched": "no_user",
        "days": 1.0,
        "createdAt": "2025-11-23T11:00:00Z",
        "logins": [],
    }
    assert api.get(f"customers/c3/metrics/{LOGIN}")["account"] == {"userId": "u9"}


@pytest.mark.parametrize(("metric", "short"), [(EMPLOYEES, "employees"), (LOGIN, "login")])
def test_a_live_figure_names_its_origin_until_an_event_computes_it(
    api: Api, metric: str, short: str
) -> None:
    dump = company()
    run(dump)
    api.load(**dump.root)
    origin = dump.at(f"SnapshotOrigins/{COMPANY}/{RUN}")
    found = api.get(f"customers/{COMPANY}/metrics/{metric}")
    assert {key: found[key] for key in ("inputs", "code")} == origin
    later = iso(CLOCK + timedelta(hours=1))
    api.load(**{f"CustomerIndex/{COMPANY}/fresher/{short}": later})
    assert not api.get(f"customers/{COMPANY}/metrics/{metric}").keys() & origin.keys()


def test_evidence_can_be_read_back() -> None:
    figure = DailyRatio(
        {TUESDAY: DayCount(1, 3)},
        (Violation("t1", TUESDAY, "ann", None, ("overlap",)), Violation("t2", TUESDAY, None, "d1")),
    )
    assert evidence.read(evidence.as_json(figure)) == figure
    assert evidence.read(None) == DailyRatio({})
    assert figure.average == Fraction(100, 3)


def test_shares_add_up_to_the_total() -> None:
    offences = tuple(Violation(str(n), TUESDAY, "ab"[n % 2], None) for n in range(5))
    found = by_employee(DailyRatio({}, offences), [TUESDAY, date(2025, 11, 19)])
    assert [(share.id, share.count, share.by_day) for share in found] == [
        ("a", 3, (3, 0)),
        ("b", 2, (2, 0)),
    ]


def exported(api: Api, **query: str) -> list[dict[str, str]]:
    response = api.client.get("/v1/customers.csv", query_string=query, headers=as_())
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeffid,name,")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_the_csv_export(api: Api) -> None:
    rows = {
        "c1": row("Érablière", employees=2, baseline={"count": 4, "day": "2025-10-25"}),
        **{f"f{n}": row(f"{sign}cmd|' /C calc'!A0") for n, sign in enumerate("=+-@\t\r")},
        "z": row('Ann "A", B\nC'),
    }
    api.load(CustomerIndex=rows)
    found = {line["id"]: line for line in exported(api)}
    assert set(found) == set(rows)
    assert found["c1"]["name"] == "Érablière"
    assert found["c1"]["employeeChange30d"] == "-50.0"
    assert found["z"]["name"] == 'Ann "A", B\nC'
    assert {found[f"f{n}"]["name"][:1] for n in range(6)} == {"'"}


@pytest.mark.parametrize("read_as", [",", ";"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize(
    "name",
    [
        "x;=cmd|'/C calc'!A0;y",
        "x, =1+1,y",
        "a\tb\r\n -1",
        "\n=1",
        "  +1",
        "＝1",
        "x;＠1",
        'x;"=1+1;',
        "\t\r\n@",
    ],
)
def test_no_text_is_a_formula_with_any_separator(
    api: Api, name: str, separator: str, read_as: str
) -> None:
    api.load(CustomerIndex={"c1": row(name, owner={"email": name})})
    query = {"separator": separator}
    text = api.client.get("/v1/customers.csv", query_string=query, headers=as_()).text
    for line in csv.reader(StringIO(text, newline=""), delimiter=read_as):
        assert not [cell for cell in line if cell.strip().startswith(tuple("=+-@＝＋－＠"))]


def test_the_export_for_an_excel_in_french(api: Api) -> None:
    api.load(CustomerIndex={"c1": row("A; B", averages={"open": 22.5})})
    query = {"separator": ";"}
    text = api.client.get("/v1/customers.csv", query_string=query, headers=as_()).text
    [found] = csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert (found["name"], found[f"{OPEN_SHIFTS}.average"]) == ("A; B", "22,5")


def test_the_export_is_filtered_and_sorted(api: Api) -> None:
    api.load(CustomerIndex={f"c{n}": row(f"n{n}", employees=n) for n in range(300)})
    found = exported(api, search="n1", sort="numberofemployees", order="asc")
    assert [line["id"] for line in found] == [
        f"c{n}" for n in [1, *range(10, 20), *range(100, 200)]
    ]


def for_people(api: Api, language: str, separator: str) -> dict[str, str]:
    query = {"headings": language, "separator": separator}
    text = api.client.get("/v1/customers.csv", query_string=query, headers=as_()).text
    [found] = csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=separator)
    return found


def test_the_export_for_people_has_their_words_and_figures_as_shown(api: Api) -> None:
    known = row(
        "=1+1",
        level="critical",
        open="Yes",
        averages={"open": 22.26},
        levels={"open": "critical"},
        owner={"name": "Ola", "email": "ola@pivotapp.ca"},
        contact={"name": "Zoé"},
        plan="Pro",
        score={"score": 62, "coverage": 80},
    )
    api.load(CustomerIndex={"c1": known})
    english, french = for_people(api, "en", ","), for_people(api, "fr", ";")
    assert english["Customer"] == french["Client"] == "'=1+1"
    assert (english["Level"], french["Niveau"]) == ("Critical", "Critique")
    assert english["Open shifts: average (%)"] == "22.3"
    assert french["Quarts ouverts\xa0: moyenne (%)"] == "22,3"
    assert (french["Quarts ouverts"], french["Pointages en conflit"]) == ("Oui", "Sans données")
    assert [french[name] for name in ("Contact", "Responsable", "Forfait", "Indice de santé")] == [
        "Zoé", "ola@pivotapp.ca", "Pro", "62",
    ]  # fmt: skip


def test_the_export_leaves_out_what_is_unknown(api: Api) -> None:
    api.load(CustomerIndex={"c1": row("A", averages={"open": 22.26})})
    [found] = exported(api)
    assert [found[name] for name in ("contact", "plan", "score")] == ["", "", ""]
    assert found[f"{OPEN_SHIFTS}.average"] == "22.26"
