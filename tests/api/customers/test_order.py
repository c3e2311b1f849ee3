"""The list's own order, what is new in it, and who handles what."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.alerts.alert import Alert, Triage
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK

CAD = "CAD"
RAN = iso(CLOCK)
DAY = timedelta(days=1)


def bad(name: str, *criticals: str, **fields: Any) -> dict[str, Any]:
    return row(name, level="critical", levels=dict.fromkeys(criticals, "critical"), **fields)


def scored(score: int) -> dict[str, int]:
    return {"score": score, "coverage": 80}


def paying(cents: int) -> dict[str, Any]:
    return {"cents": cents, "currency": CAD}


ROWS = {
    "two": bad("z", "open", "login"),
    "low": bad("y", "open", score=scored(10)),
    "rich": bad("x", "open", score=scored(60), revenue=paying(900)),
    "poor": bad("w", "open", score=scored(60), revenue=paying(800)),
    "free": bad("v", "open", score=scored(60), revenue=paying(0)),
    "dark": bad("u", "open", score=scored(60)),
    "best": bad("t", "open", score=scored(100)),
    "anna": bad("anna", "open"),
    "zoe": bad("zoe", "open"),
    "fine": row("a", level="healthy", score=scored(1), levels={"open": "healthy"}),
}


def ids(api: Api, **query: Any) -> list[str]:
    return [one["id"] for one in api.get("customers", **query)["customers"]]


@pytest.mark.parametrize("limit", [2, 200])
def test_within_a_level_the_most_urgent_come_first(api: Api, limit: int) -> None:
    api.load(CustomerIndex=dict(reversed(ROWS.items())))
    found, cursor = list[str](), {}
    while True:
        page = api.get("customers", limit=limit, **cursor)
        found += [one["id"] for one in page["customers"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert found == list(ROWS)


def test_what_the_order_rests_on_is_answered_and_nothing_unknown_is(api: Api) -> None:
    api.load(CustomerIndex={"rich": {**ROWS["rich"], "plan": "Pro"}, "anna": ROWS["anna"]})
    rich, anna = api.get("customers")["customers"]
    assert (rich["score"], rich["scoreCoverage"], rich["plan"]) == (60, 80, "Pro")
    assert (rich["criticals"], rich["revenue"]) == (1, paying(900))
    assert not {"score", "scoreCoverage", "revenue", "plan"} & set(anna)


def test_a_customer_that_never_logged_in_is_the_stalest_and_an_unknown_login_is_last(
    api: Api,
) -> None:
    api.load(
        CustomerIndex={
            "old": row("a", login="2025-01-01T00:00:00Z", levels={"login": "critical"}),
            "unknown": row("b"),
            "never": row("c", levels={"login": "critical"}),
            "fresh": row("d", login=RAN, levels={"login": "healthy"}),
        }
    )
    assert ids(api, sort=LOGIN, order="asc") == ["never", "old", "fresh", "unknown"]
    assert ids(api, sort=LOGIN, order="desc") == ["fresh", "old", "never", "unknown"]


def test_the_lowest_score_comes_first_and_an_unknown_one_last(api: Api) -> None:
    api.load(CustomerIndex=ROWS)
    found = ids(api, sort="score", order="asc")
    assert (found[0], found[1]) == ("fine", "low")
    assert set(found[-3:]) == {"two", "anna", "zoe"}


def raised(company: str, **changes: Any) -> Alert:
    return replace(OPEN, company_id=company, **changes)


def test_what_got_worse_since_the_run_before_is_new(api: Api) -> None:
    today, yesterday = str(CLOCK.date()), str((CLOCK - DAY).date())
    live, earlier = CLOCK - timedelta(hours=20), CLOCK - timedelta(hours=30)
    by_name = {
        "run": bad("a", "open", ranAt=RAN, worsenedOn={"open": today}),
        "yesterday": bad("b", "open", ranAt=RAN, worsenedOn={"open": yesterday}),
        "well again": row("c", ranAt=RAN, levels={"open": "healthy"}, worsenedOn={"open": today}),
        "live": bad("d", "open", ranAt=RAN),
        "became critical": bad("e", "open", ranAt=RAN),
        "eased": row("f", ranAt=RAN, level="warning", levels={"open": "warning"}),
        "long ago": bad("g", "open", ranAt=RAN),
    }
    api.load(CustomerIndex=by_name)
    api.raise_alerts(
        raised("live", opened_at=live, since=live),
        raised("became critical", opened_at=earlier, since=live),
        raised("eased", opened_at=earlier, since=live, severity="warning"),
        raised("long ago", opened_at=earlier, since=earlier),
    )
    page = api.get("customers", new="true")
    assert [one["id"] for one in page["customers"]] == ["run", "live", "became critical"]
    assert page["customers"][1]["worsenedAt"] == iso(live)
    assert page["freshness"]["newSince"] == iso(CLOCK - DAY)
    assert sum(page["summary"].values()) == 3
    assert len(ids(api, new="false")) == len(by_name)


def test_before_the_first_run_nothing_is_new(api: Api) -> None:
    api.load(CustomerIndex={"c1": bad("a", "open")})
    api.raise_alerts(OPEN)
    page = api.get("customers", new="true")
    assert (page["customers"], "newSince" in page["freshness"]) == ([], False)


def test_a_row_says_who_handles_its_open_alerts(api: Api) -> None:
    api.load(CustomerIndex={"c1": bad("a", "open"), "c2": bad("b", "open")})
    taken = Triage("acknowledged", "ann@pivotapp.ca", CLOCK, "I call")
    api.raise_alerts(raised("c1", triage=taken))
    first, second = api.get("customers")["customers"]
    assert first["openAlerts"] == [
        {
            "rule": OPEN.rule,
            "severity": "critical",
            "triage": {
                "kind": "acknowledged",
                "who": "ann@pivotapp.ca",
                "at": RAN,
                "why": "I call",
            },
        }
    ]
    assert second["openAlerts"] == []
