"""The list of customers: filters, order and pages."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_health.domain.customers import customer_list, sort_order
from customer_health.domain.customers.customer_list import CustomerList, Query
from customer_health.domain.customers.list_entry import COLUMNS, ListEntry, Test
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, EMPLOYEES
from tests.api.client import Api, as_, row

ROWS = {
    "c1": row("Érablière Côté", email="boss@maple.example.com", level="critical", employees=9,
              clockIns="Yes", averages={"clockIns": 80.5}, levels={"clockIns": "critical"},
              baseline={"count": 6, "day": "2025-10-25"},
              owner={"name": "Ola", "email": "ola@pivotapp.ca"}),
    "c2": row("Bistro Zoé", email="zoe@bistro.example.com", level="warning", employees=2,
              clockIns="Yes", averages={"clockIns": 55.0}, levels={"clockIns": "warning"}),
    "c3": row("Café Alma", level="healthy", employees=9, ranAt="2025-11-24T11:00:00Z",
              levels={"employees": "healthy"}, baseline={"count": 10, "day": "2025-10-25"}),
    "c4": {"gone": True, "changedAt": 1},
}  # fmt: skip


@pytest.fixture
def listed(api: Api) -> Api:
    api.load(CustomerIndex=ROWS)
    return api


def ids(page: Any) -> list[str]:
    return [one["id"] for one in page["customers"]]


def test_the_worst_customers_come_first(listed: Api) -> None:
    page = listed.get("customers")
    assert ids(page) == ["c1", "c2", "c3"]
    assert page["total"] == 3
    assert page["summary"] == {"critical": 1, "warning": 1, "healthy": 1, "unknown": 0}
    clock = "2025-11-24T11:00:00Z"
    assert page["freshness"] == {
        "lastUpdated": clock,
        "lastRun": clock,
        "newSince": "2025-11-23T11:00:00Z",
    }
    assert "next" not in page
    assert page["customers"][0] == {
        "id": "c1",
        "name": "Érablière Côté",
        "email": "boss@maple.example.com",
        "owner": {"name": "Ola", "email": "ola@pivotapp.ca"},
        "numberofemployees": 9,
        "quarts_de_travail_ouverts_10_": "None",
        "quarts_de_travail_attribues_hors_dispo_10": "None",
        "quarts_problematiques_50": "Yes",
        "alertLevel": "critical",
        "levels": {
            "numberofemployees": "none",
            "last_login_date_master_account": "none",
            "quarts_de_travail_ouverts_10_": "none",
            "quarts_de_travail_attribues_hors_dispo_10": "none",
            "quarts_problematiques_50": "critical",
        },
        "averages": {"quarts_problematiques_50": 80.5},
        "freshness": {},
        "employeeChange30d": {
            "from": 6,
            "baselineDate": "2025-10-25",
            "count": 3,
            "percent": 50.0,
            "arrow": "↑ +3",
        },
        "lastUpdated": "2025-11-24T11:00:00Z",
        "trend": [9],
        "criticals": 1,
        "openAlerts": [],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "cote"}, ["c1"]),
        ({"search": "ÉRABLI"}, ["c1"]),
        ({"search": "MAPLE.example"}, ["c1"]),
        ({"search": "o"}, ["c1", "c2"]),
        ({"search": "example.com"}, ["c1", "c2"]),
        ({"search": "nobody"}, []),
        ({"level": ["warning", "healthy"]}, ["c2", "c3"]),
        ({"metricLevel": f"{CONFLICTING_CLOCK_INS}:warning"}, ["c2"]),
        ({"metricResult": f"{CONFLICTING_CLOCK_INS}:Yes"}, ["c1", "c2"]),
        ({"metricResult": f"{CONFLICTING_CLOCK_INS}:Yes", "level": "critical"}, ["c1"]),
        ({"owner": "ola@pivotapp.ca"}, ["c1"]),
        ({"owner": "none"}, ["c2", "c3"]),
        ({"growthMin": "20"}, ["c1"]),
        ({"growthMin": "-10"}, ["c1", "c3"]),
        ({"sort": "name", "order": "asc"}, ["c2", "c3", "c1"]),
        ({"sort": "name"}, ["c1", "c3", "c2"]),
        ({"sort": EMPLOYEES}, ["c3", "c1", "c2"]),
        ({"sort": EMPLOYEES, "order": "asc"}, ["c2", "c3", "c1"]),
        ({"sort": CONFLICTING_CLOCK_INS}, ["c1", "c2", "c3"]),
        ({"sort": CONFLICTING_CLOCK_INS, "order": "asc"}, ["c2", "c1", "c3"]),
    ],
    ids=str,
)
def test_filters_and_orders(listed: Api, query: dict[str, Any], found: list[str]) -> None:
    page = listed.get("customers", **query)
    assert ids(page) == found
    assert page["total"] == len(found)


def test_each_count_ignores_its_own_filter(listed: Api) -> None:
    page = listed.get("customers", level="critical", metricResult=f"{CONFLICTING_CLOCK_INS}:Yes")
    assert page["summary"] == {"critical": 1, "warning": 1, "healthy": 0, "unknown": 0}


def test_the_version_is_that_of_the_rows(listed: Api) -> None:
    before = listed.get("customers")["version"]
    assert listed.get("customers", level="critical", sort="name")["version"] == before
    changed = {**ROWS["c2"], "changedAt": 2}
    listed.database.patch({"CustomerIndex/c2": changed})
    after = listed.get("customers")["version"]
    assert after != before
    listed.database.patch({"CustomerIndex/c1": {"gone": True, "changedAt": 3}})
    assert listed.get("customers")["version"] not in {before, after}


@pytest.mark.parametrize("sort", COLUMNS)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_are_consecutive(listed: Api, sort: str, order: str) -> None:
    whole = ids(listed.get("customers", sort=sort, order=order))
    found, query = [], {"sort": sort, "order": order, "limit": "1"}
    while True:
        page = listed.get("customers", **query)
        found += ids(page)
        if "next" not in page:
            break
        query["cursor"] = page["next"]
    assert found == whole


def test_a_next_page_works_after_its_last_customer_is_gone(listed: Api) -> None:
    page = listed.get("customers", limit=1)
    listed.database.patch({"CustomerIndex/c1": {"gone": True, "changedAt": 2}})
    assert ids(listed.get("customers", cursor=page["next"])) == ["c2", "c3"]


def test_a_live_change_shows_in_the_list(listed: Api) -> None:
    listed.get("customers")
    worse = row("Café Alma", levels={"login": "critical"}, changedAt=2)
    listed.database.patch({"CustomerIndex/c3": worse})
    assert listed.get("customers")["summary"]["critical"] == 2
    assert listed.database.asked[-1] == {"startAt": 1}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "2001"},
        {"limit": ["1", "2"]},
        {"sort": "shoe size"},
        {"order": "up"},
        {"level": "purple"},
        {"metricLevel": "numberofemployees:Yes"},
        {"metricResult": "numberofemployees:Yes"},
        {"growthMin": "nan"},
        {"nothing": "1"},
    ],
    ids=str,
)
def test_an_invalid_query_is_refused_with_its_field(listed: Api, query: dict[str, Any]) -> None:
    response = listed.client.get(
        "/v1/customers", query_string=query, headers={"Authorization": "Bearer agent"}
    )
    assert response.status_code == 422, response.text
    assert response.json["errors"][0]["at"].startswith(f"query.{next(iter(query))}")


@pytest.mark.parametrize("search", ["boeuf", "Bœuf", "BŒUF", "sœur", "soeur"])
def test_a_ligature_matches_its_letters(listed: Api, search: str) -> None:
    listed.load(CustomerIndex={"c5": row("Sœurs & Bœuf"), "c6": row("Bof")})
    assert ids(listed.get("customers", search=search)) == ["c5"]


def test_a_cursor_of_another_order_is_refused(listed: Api) -> None:
    cursor = listed.get("customers", limit=1)["next"]
    for query in (f"sort=name&cursor={cursor}", "cursor=x", "cursor=W10"):
        assert listed.send("GET", f"customers?{query}").status_code == 404


def made_up_cursors(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["customers", "alerts", "unmatched", "audit"])
def test_a_cursor_nested_too_deep_is_refused(listed: Api, path: str) -> None:
    cursor = {"cursor": made_up_cursors("[" * 2900)}
    asked = listed.client.get(f"/v1/{path}", query_string=cursor, headers=as_("admin"))
    assert asked.status_code == 404


@pytest.mark.parametrize("value", [True, 7, 1e400, [1], {"a": 1}, "x"], ids=str)
@pytest.mark.parametrize("column", ["level", "name", "owner", "numberofemployees"])
@pytest.mark.parametrize("few", [0, 500])
def test_a_made_up_cursor_never_fails_the_server(
    listed: Api, monkeypatch: pytest.MonkeyPatch, column: str, value: Any, few: int
) -> None:
    monkeypatch.setattr(sort_order, "FEW", few)
    cursor = made_up_cursors(json.dumps([column, "desc", value, "x", "y"]))
    asked = listed.send("GET", f"customers?sort={column}&cursor={cursor}")
    assert asked.status_code in {200, 404}


def entries(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[ListEntry]:
    return st.builds(
        lambda name, level, employees, growth, owner: ListEntry(
            id="", text=f"{name}\n{name}@example.com", level=level, employees=employees,
            growth=growth, login=None, averages=(None, growth, None), levels=("none",) * 5,
            results=("None",) * 3, owner=owner, updated=1.0, body=b"",
            flaws=employees % 2, owner_name=None if owner == "none" else owner,
        ),
        st.sampled_from(["abcd", "bcde", "abab", "é", ""]),
        st.sampled_from(["critical", "warning", "healthy", "unknown"]),
        numbers, st.none() | st.floats(-5, 5, allow_nan=False).map(round),
        st.sampled_from(["none", "ola@pivotapp.ca"]),
    )  # fmt: skip


def with_id(entry: ListEntry, entry_id: str) -> ListEntry:
    entry.id = entry_id
    return entry


changes = st.lists(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.none() | entries(st.integers(0, 3)), max_size=4
    ),
    min_size=1,
    max_size=8,
)
tests = st.lists(
    st.sampled_from(
        [
            ("search", "abc"), ("search", "b"), ("search", "example"), ("level", ("critical",)),
            ("search", "exam"), ("level", ("critical", "warning")), ("owner", "none"),
            ("growth", 1.0), ("growth", -9.5), ("flawed", True), ("flawed", False),
        ]
    ),
    unique=True,
    max_size=3,
).map(tuple)  # fmt: skip


def holds(entry: ListEntry, test: Test) -> bool:
    kind, against = test
    plainly: dict[str, bool] = {
        "search": kind == "search" and against in entry.text,
        "level": kind == "level" and entry.level in against,
        "owner": entry.owner == against,
        "growth": kind == "growth" and entry.growth is not None and entry.growth >= against,
        "flawed": (entry.flaws > 0) is against,
    }
    return plainly[kind]


@pytest.fixture(scope="module", params=["as it is", "in the small"])
def scale(request: pytest.FixtureRequest) -> Iterator[None]:
    """Shrink the limits, so that a few customers are already many."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "in the small":
            patch.setattr(customer_list, "MANY", 3)
            patch.setattr(sort_order, "FEW", 2)
        yield


@pytest.mark.usefixtures("scale")
@given(changes, tests, st.sampled_from(list(COLUMNS)), st.booleans(), st.integers(1, 3))
@settings(max_examples=200)
def test_an_updated_list_equals_a_rebuilt_list(
    changed: list[dict[str, ListEntry | None]],
    wanted: Any,
    column: str,
    descending: bool,
    limit: int,
) -> None:
    """Compare all pages with a plain filter and sort of everything, after every change."""
    kept, known = CustomerList(), dict[str, ListEntry]()
    for change in changed:
        new = {key: entry and with_id(entry, key) for key, entry in change.items()}
        kept.change(new)
        known = {key: entry for key, entry in {**known, **new}.items() if entry}
        passing = [e for e in known.values() if all(holds(e, test) for test in wanted)]
        assert through_all_pages(kept, wanted, column, descending, limit) == in_order(
            passing, column, descending
        )
        query = Query(wanted, column, descending, limit)
        assert kept.page(query).total == len(passing)
        assert [e.id for e in kept.all(query)] == in_order(passing, column, descending)


def in_order(passing: list[ListEntry], column: str, descending: bool) -> list[str]:
    value = COLUMNS[column]
    named = sorted(passing, key=lambda entry: entry.tie)
    known = sorted((e for e in named if value(e) is not None), key=value, reverse=descending)  # type: ignore[arg-type]
    return [e.id for e in [*known, *(e for e in named if value(e) is None)]]


def through_all_pages(
    kept: CustomerList, wanted: Any, column: str, descending: bool, limit: int
) -> list[str]:
    found, after = list[str](), None
    while True:
        page = kept.page(Query(wanted, column, descending, limit, after))
        found += [entry.id for entry in page.entries]
        if page.cursor is None:
            return found
        after = page.cursor
