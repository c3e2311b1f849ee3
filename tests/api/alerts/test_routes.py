"""The routes of alerts: lists, decisions and their history, and the rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.api.alerts.past import MAX_BATCHES
from customer_health.domain.alerts.alert import RANK, Triage
from customer_health.domain.alerts.evaluation import close
from customer_health.domain.alerts.transitions import Stamp
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN, METRICS, OPEN_SHIFTS
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import lock_path
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK, RUN

OLDER = replace(OPEN, company_id="c2", opened_at=CLOCK - timedelta(days=3))
MILD = replace(OPEN, rule=LOGIN, severity="warning", triage=Triage("acknowledged"))
PAST = replace(OPEN, rule=CONFLICTING_CLOCK_INS, phase="resolved", ended_on=RUN)
ALL = (OPEN, OLDER, MILD, PAST, replace(OPEN, company_id="gone"))


@pytest.fixture
def alerted(api: Api) -> Api:
    ola = {"name": "Ola", "email": "ola@pivotapp.ca"}
    api.load(
        CustomerIndex={"c1": row("Acme", owner=ola), "c2": row("Bistro")},
    )
    api.raise_alerts(*ALL)
    return api


def keys(page: Any) -> list[str]:
    return [alert["key"] for alert in page["alerts"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [OPEN, OLDER, MILD]),
        ({"order": "asc"}, [MILD, OLDER, OPEN]),
        ({"sort": "date"}, [OPEN, MILD, OLDER]),
        ({"sort": "date", "order": "asc"}, [OLDER, MILD, OPEN]),
        ({"rule": LOGIN}, [MILD]),
        ({"severity": "critical"}, [OPEN, OLDER]),
        ({"triage": "acknowledged"}, [MILD]),
        ({"triage": "open"}, [OPEN, OLDER]),
        ({"triage": "decided"}, [MILD]),
        ({"grouped": "true"}, [OPEN, MILD, OLDER]),
        ({"owner": "none"}, [OLDER]),
        ({"owner": "ola@pivotapp.ca"}, [OPEN, MILD]),
        ({"companyId": "c2"}, [OLDER]),
        ({"state": "past"}, [PAST]),
    ],
    ids=str,
)
def test_alerts_are_listed_by_filter(alerted: Api, query: dict[str, str], found: list[Any]) -> None:
    page = alerted.get("alerts", **query)
    assert keys(page) == [alert.key for alert in found]
    assert page.get("total") == (None if "state" in query else len(found))


def test_new_alerts_are_those_since_the_run_before_the_newest(api: Api) -> None:
    """The newest run is that of CLOCK, so the one before was a day earlier."""
    opened = {
        "c1": CLOCK - timedelta(hours=1),
        "c2": CLOCK - timedelta(days=1),
        "c3": CLOCK - timedelta(days=3),
    }
    api.load(CustomerIndex={key: row(key, ranAt=iso(CLOCK)) for key in opened})
    api.raise_alerts(
        *(replace(OPEN, company_id=key, opened_at=at, since=at) for key, at in opened.items())
    )
    new = api.get("alerts", new="true")
    assert [alert["companyId"] for alert in new["alerts"]] == ["c1"]
    assert new["total"] == 1


def test_open_alerts_come_in_pages(alerted: Api) -> None:
    first = alerted.get("alerts", limit=2)
    assert keys(first) == [OPEN.key, OLDER.key]
    last = alerted.get("alerts", limit=2, cursor=first["next"])
    assert keys(last) == [MILD.key]
    assert "next" not in last
    other = alerted.send("GET", f"alerts?sort=date&cursor={first['next']}")
    assert (other.status_code, other.json.get("alerts")) == (200, [])


GROUPS = {
    "one-critical-new": [("critical", 0), ("warning", 8)],
    "two-critical-old": [("critical", 9), ("critical", 7), ("warning", 1)],
    "warnings": [("warning", 2), ("warning", 3)],
}
"""Of three customers the severity of each alert, and the days since it opened."""

GROUPED = {
    ("severity", "desc"): ["two-critical-old", "one-critical-new", "warnings"],
    ("severity", "asc"): ["warnings", "one-critical-new", "two-critical-old"],
    ("date", "desc"): ["one-critical-new", "two-critical-old", "warnings"],
    ("date", "asc"): ["two-critical-old", "one-critical-new", "warnings"],
}


@pytest.mark.parametrize(("sort", "order"), GROUPED)
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_grouped_alerts_of_a_customer_stand_together(
    api: Api, sort: str, order: str, limit: int
) -> None:
    api.load(CustomerIndex={name: row(name) for name in GROUPS})
    known = [
        replace(
            OPEN,
            company_id=name,
            rule=METRICS[n],
            severity=severity,
            opened_at=CLOCK - timedelta(days=age),
        )
        for name, group in GROUPS.items()
        for n, (severity, age) in enumerate(group)
    ]
    api.raise_alerts(*known)
    found = in_pages(api, sort=sort, order=order, limit=limit, grouped="true")
    assert sorted(found) == sorted(alert.key for alert in known)
    companies = [key.partition(":")[0] for key in found]
    assert list(dict.fromkeys(companies)) == GROUPED[sort, order]
    assert companies == sorted(companies, key=GROUPED[sort, order].index)


ENDED = [
    replace(
        OPEN,
        company_id=f"c{n % 3}",
        rule=METRICS[n % 5],
        severity=("critical", "warning")[n % 2],
        phase="resolved",
        since=CLOCK + timedelta(hours=n // 4),
    )
    for n in range(15)
]


def in_pages(api: Api, **query: Any) -> list[str]:
    found = list[str]()
    while True:
        page = api.get("alerts", **query)
        assert len(page["alerts"]) <= query["limit"]
        found += keys(page)
        if "next" not in page:
            return found
        query["cursor"] = page["next"]


@pytest.mark.parametrize("limit", [1, 4, 100])
@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize(
    "query",
    [
        {"sort": "date"},
        {"sort": "severity"},
        {"sort": "date", "severity": "warning"},
        {"sort": "date", "companyId": "c1"},
        {"sort": "severity", "rule": LOGIN},
        {"sort": "date", "owner": "nobody@pivotapp.ca"},
    ],
    ids=str,
)
def test_past_alerts_come_in_pages(api: Api, query: dict[str, str], order: str, limit: int) -> None:
    api.load(CustomerIndex={f"c{n}": row(f"Customer {n}") for n in range(3)})
    api.raise_alerts(*ENDED, replace(OPEN, company_id="c3"))
    wanted = [
        alert
        for alert in ENDED
        if query.get("severity") in (None, alert.severity)
        and query.get("companyId") in (None, alert.company_id)
        and query.get("rule") in (None, alert.rule)
        and "owner" not in query
    ]
    severe = {"date": lambda alert: 0, "severity": lambda alert: RANK[alert.severity]}
    wanted.sort(
        key=lambda alert: (severe[query["sort"]](alert), alert.since, alert.key),
        reverse=order == "desc",
    )
    assert in_pages(api, state="past", order=order, limit=limit, **query) == [
        alert.key for alert in wanted
    ]


def test_a_page_of_past_alerts_reads_only_its_own_records(api: Api) -> None:
    api.load(CustomerIndex={f"c{n}": row(f"Customer {n}") for n in range(300)})
    api.raise_alerts(*(replace(PAST, company_id=f"c{n}") for n in range(300)))
    api.get("alerts")
    api.database.asked.clear()
    page = api.get("alerts", state="past", sort="date", limit=2)
    limits = [asked["limitToLast"] for asked in api.database.asked if "limitToLast" in asked]
    assert limits == [4]
    api.database.asked.clear()
    nobody = api.get("alerts", state="past", sort="date", limit=2, owner="x", cursor=page["next"])
    assert nobody["alerts"] == []
    assert "next" in nobody
    assert sum("limitToLast" in asked for asked in api.database.asked) == MAX_BATCHES


def test_a_cursor_of_another_order_of_past_alerts_is_refused(api: Api) -> None:
    api.load(CustomerIndex={"c1": row(), "c2": row()})
    api.raise_alerts(PAST, replace(PAST, company_id="c2"))
    found = api.get("alerts", state="past", sort="date", limit=1)["next"]
    other = api.send("GET", f"alerts?state=past&sort=severity&cursor={found}")
    assert other.status_code == 404


def act(api: Api, verb: str, tag: str | None = '"1.1"', **body: Any) -> Any:
    body = {"reason": "called them"} | body
    return api.send("POST", f"alerts/{OPEN.key}/{verb}", body=body, tag=tag)


FRENCH = {
    "acknowledged": "prise en charge",
    "dismissed": "écartée",
    "handled": "résolue à la main",
}
ENGLISH = {"acknowledged": "acknowledged", "dismissed": "dismissed", "handled": "resolved by hand"}


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("acknowledge", "acknowledged"), ("dismiss", "dismissed"), ("resolve", "handled")],
)
def test_people_triage_an_alert(alerted: Api, verb: str, kind: str) -> None:
    done = act(alerted, verb)
    assert done.status_code == 200, done.text
    triage = done.json["triage"]
    assert (triage["kind"], triage["who"], triage["why"]) == (
        kind,
        "ann@pivotapp.ca",
        "called them",
    )
    assert done.json["version"] == "1.2"
    assert alerted.get(f"alerts/{OPEN.key}")["triage"] == triage
    undone = act(alerted, "reopen", tag='"1.2"')
    assert undone.json["triage"] == {"kind": "open"}
    history = alerted.get(f"alerts/{OPEN.key}/history")
    assert [(line["kind"], line["who"], line["why"]) for line in history["transitions"]] == [
        ("triaged", "ann@pivotapp.ca", "called them"),
        ("triaged", "ann@pivotapp.ca", "called them"),
    ]
    assert [line["seq"] for line in history["transitions"]] == [3, 2]
    texts = [(line["oldText"]["fr"], line["newText"]["en"]) for line in history["transitions"]]
    assert texts == [(FRENCH[kind], "open"), ("ouverte", ENGLISH[kind])]
    assert history["transitions"][0]["whyText"] == {"en": "called them", "fr": "called them"}


def test_a_machines_reason_is_worded_and_an_old_sentence_stays(alerted: Api) -> None:
    lines = close(OPEN, "rule_changed", Stamp("system", datetime.now(UTC), RUN)).transitions
    old = replace(lines[0], seq=3, why="rule changed")
    for line in (lines[0], old):
        alerted.database.patch(alerts.history([line]))
    ended = alerted.get(f"alerts/{OPEN.key}/history")["transitions"]
    assert [(line["why"], line["whyText"]["fr"]) for line in ended] == [
        ("rule changed", "rule changed"),
        ("rule_changed", "la règle a changé"),
    ]
    assert (ended[1]["oldText"]["en"], ended[1]["newText"]["fr"]) == ("critical", "fermée")


def test_a_snooze_needs_an_end(alerted: Api) -> None:
    soon = iso(datetime.now(UTC) + timedelta(days=7))
    assert act(alerted, "snooze").status_code == 422
    assert act(alerted, "snooze", until="2999-01-01T00:00:00Z").status_code == 409
    assert act(alerted, "snooze", until=soon).json["triage"]["until"] == soon


def test_of_two_decisions_at_once_the_second_is_refused(alerted: Api) -> None:
    assert act(alerted, "acknowledge").status_code == 200
    assert act(alerted, "dismiss").status_code == 412
    assert alerted.get(f"alerts/{OPEN.key}")["triage"]["kind"] == "acknowledged"


def test_a_decision_during_another_one_is_refused(alerted: Api) -> None:
    lock = lock_path(OPEN.company_id)
    alerted.database.take_lease(lock, datetime.now(UTC), timedelta(seconds=20))
    assert act(alerted, "acknowledge").status_code == 412
    alerted.database.patch({lock: None})
    assert act(alerted, "acknowledge").status_code == 200


@pytest.mark.parametrize(
    ("tag", "status"), [(None, 428), ('"x"', 412), ('"2.1"', 412), ('"1"', 412), ("1.1", 200)]
)
def test_a_decision_without_a_version_is_refused(
    alerted: Api, tag: str | None, status: int
) -> None:
    assert act(alerted, "acknowledge", tag).status_code == status


def test_an_invalid_decision_is_refused(alerted: Api) -> None:
    assert act(alerted, "dismiss", reason=" ").status_code == 422
    done = alerted.send("POST", f"alerts/{PAST.key}/dismiss", body={"reason": "x"}, tag='"1.1"')
    assert done.status_code == 409
    assert alerted.send("GET", "alerts/nobody:x").status_code == 404


def amend(api: Api, role: str = "admin", tag: str = '"1"', **body: Any) -> Any:
    wanted = {"thresholds": {"warning": 15, "critical": 30}} | body
    return api.send("PUT", f"rules/{OPEN_SHIFTS}", role, body=wanted, tag=tag)


def test_a_rule_is_read_and_amended(api: Api) -> None:
    assert len(api.get("rules")["rules"]) == 5
    assert amend(api, "executive").status_code == 403
    done = amend(api)
    assert (done.status_code, done.json["version"]) == (200, 2)
    assert (done.json["changedBy"], done.json["enabled"]) == ("ann@pivotapp.ca", True)
    assert amend(api).status_code == 412
    assert amend(api, tag='"2"').json["version"] == 2  # nothing changed
    assert amend(api, tag='"2"', enabled=False).json["version"] == 3
    versions = api.get(f"rules/{OPEN_SHIFTS}/versions")["rules"]
    assert [(v["version"], v["thresholds"]["warning"], v["enabled"]) for v in versions] == [
        (1, 10, True),
        (2, 15, True),
        (3, 15, False),
    ]


def test_a_rule_keeps_its_clear_evaluations_unless_they_are_changed(api: Api) -> None:
    assert amend(api, clearsAfter=3).json["clearsAfter"] == 3
    assert amend(api, tag='"2"', thresholds={"warning": 5, "critical": 30}).json["clearsAfter"] == 3
    assert amend(api, tag='"3"', clearsAfter=0).status_code == 422


def test_a_rule_with_crossed_thresholds_is_refused(api: Api) -> None:
    assert amend(api, thresholds={"warning": 30, "critical": 15}).status_code == 409


@pytest.mark.parametrize("key", ["c1:nothing", "nobody:login", "c1"])
def test_an_unknown_alert_has_no_history(alerted: Api, key: str) -> None:
    assert alerted.send("GET", f"alerts/{key}/history").status_code == 404


def test_a_metric_that_never_had_an_alert_has_an_empty_history(alerted: Api) -> None:
    assert alerted.get(f"alerts/c2:{LOGIN}/history")["transitions"] == []
