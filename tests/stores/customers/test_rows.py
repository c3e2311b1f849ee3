"""The two places of a customer's figures: a saved customer can be read again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.customers.customer import (
    TREND_LENGTH,
    Customer,
    as_assessed,
    following,
    newly_tracked,
    with_employees,
    with_login,
)
from customer_health.domain.instants import TORONTO, iso
from customer_health.domain.metrics.assessment import Assessment
from customer_health.domain.metrics.company import Company
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount
from customer_health.domain.metrics.employees import Baseline
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, OPEN_SHIFTS, PERCENTAGES
from customer_health.stores.customer_list import customer_of
from customer_health.stores.customers import customers, metrics_node, rows
from customer_health.stores.customers.list_rows import ROW, entry_of
from demo.runs.dump import Dump
from tests.examples import CLOCK, TUESDAY, WINDOW, Tree

NOW = CLOCK + timedelta(hours=3)

instants = st.integers(0, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
companies = st.builds(
    Company,
    id=st.just("acme"),
    name=st.text(),
    email=st.none() | st.just("boss@example.com"),
    master_user_id=st.none(),
    zone=st.just(TORONTO),
    created_at=st.none() | instants,
    linked=st.just(True),
)
figures = st.dictionaries(
    st.just(TUESDAY), st.builds(DayCount, st.integers(0, 9), st.integers(1, 9))
).map(DailyRatio)
baselines = st.none() | st.builds(Baseline, st.just(TUESDAY), st.integers(0, 20))


@st.composite
def assessed(draw: st.DrawFn) -> Customer:
    by_metric = {metric: draw(figures) for metric in PERCENTAGES}
    averages = {metric: figure.average for metric, figure in by_metric.items()}
    health = Assessment(
        window=WINDOW,
        employees=draw(st.integers(0, 20)),
        baseline=draw(baselines),
        login=draw(st.none() | instants),
        figures=by_metric,
        breaches={EMPLOYEES: None, LOGIN: Fraction(9), **averages},
        data_issues=(),
    )
    owner = draw(st.none() | st.just({"name": "Ola", "email": "ola@example.com"}))
    return as_assessed(draw(companies), draw(st.none() | st.just("master")), health, owner)


events: st.SearchStrategy[Callable[[Customer], Customer]] = st.one_of(
    st.builds(lambda n, at: lambda c: with_employees(c, n, at), st.integers(0, 20), instants),
    st.builds(lambda seen, at: lambda c: with_login(c, seen, at), instants, instants),
)


@st.composite
def any_customers(draw: st.DrawFn) -> Customer:
    """Generate a customer after a run, or newly tracked, and then after some events."""
    new = st.builds(newly_tracked, companies, instants)
    customer = draw(assessed() | new)
    for event in draw(st.lists(events, max_size=3)):
        customer = event(customer)
    return customer


def as_read(node: Any) -> Any:
    """Return a value as the database stores it: without nulls and empty nodes."""
    if isinstance(node, dict):
        kept = {key: as_read(child) for key, child in node.items()}
        return {key: child for key, child in kept.items() if child not in (None, {})}
    return json.loads(json.dumps(node))


def stored(updates: Tree, over: Tree | None = None) -> Tree:
    dump = Dump(over or {})
    for path, value in updates.items():
        dump.put(path, value)
    found: Tree = as_read(dump.root)
    return found


def row_of(root: Tree) -> Any:
    return root["CustomerIndex"]["acme"]


@given(any_customers())
def test_a_row_reads_as_the_customer_that_wrote_it(customer: Customer) -> None:
    node = as_read(rows.row(customer))
    assert rows.is_tracked(node)
    assert covered(rows.read_row("acme", node)) == covered(customer)


@given(any_customers())
def test_the_list_reads_a_row_as_the_customer_that_wrote_it(customer: Customer) -> None:
    body = msgspec.json.encode(as_read(rows.row(customer)))
    entry = entry_of("acme", ROW.decode(body), (), body)
    assert entry.level == customer.level
    assert entry.growth == customer.change_percent
    assert entry.levels == tuple(customer.levels[metric] for metric in METRICS)
    assert entry.results == tuple(customer.results[metric] for metric in PERCENTAGES)
    assert entry.averages == tuple(map(customer.averages.get, PERCENTAGES))
    assert entry.updated == int(customer.updated_at.timestamp())
    assert covered(customer_of(entry)) == covered(customer)


def covered(customer: Customer) -> Customer:
    """Return the coverage without zeros: 0 days are stored as no coverage."""
    days = {metric: days for metric, days in customer.coverage.items() if days}
    return replace(customer, coverage=days)


@given(any_customers())
def test_saving_twice_writes_the_row_once(customer: Customer) -> None:
    root = stored(customers.save(customer, None))
    again = customers.save(customer, row_of(root))
    assert not any(path.startswith(rows.path("acme")) for path in again)
    assert stored(again, json.loads(json.dumps(root))) == root


@given(any_customers(), any_customers())
def test_a_missing_value_is_deleted(old: Customer, new: Customer) -> None:
    over = stored(customers.save(old, None))
    root = stored(customers.save(new, row_of(over)), over)
    assert root == stored(customers.save(new, None))


@given(any_customers(), st.lists(events, min_size=1, max_size=3))
def test_saving_changes_equals_saving_everything(
    before: Customer, happened: list[Callable[[Customer], Customer]]
) -> None:
    after = before
    for event in happened:
        after = event(after)
    root = stored(customers.save(before, None))
    changes = customers.save_changes(before, after, row_of(root))
    if changes:
        assert stored(changes, root) == stored(customers.save(after, None))
    else:
        assert (before.employees, before.login, before.levels) == (
            after.employees,
            after.login,
            after.levels,
        )


@given(any_customers())
def test_top_level_and_history_agree(customer: Customer) -> None:
    top = as_read(metrics_node.node(customer))
    freshness = top.pop("freshness", {})
    assert top == as_read(metrics_node.snapshot(customer))
    assert freshness == {metric: iso(at) for metric, at in customer.freshness.items()}


BARE = newly_tracked(Company("acme", "Acme", None, None, TORONTO, None, linked=True), CLOCK)


def test_the_fields_have_the_requirements_names() -> None:
    assert as_read(metrics_node.snapshot(BARE)) == {
        "numberofemployees": 0,
        "quarts_de_travail_ouverts_10_": "None",
        "quarts_de_travail_attribues_hors_dispo_10": "None",
        "quarts_problematiques_50": "None",
        "alertLevel": "unknown",
        "levels": dict.fromkeys(METRICS, "none"),
        "lastUpdated": "2025-11-24T11:00:00Z",
    }


def test_only_what_an_event_changed_is_written() -> None:
    node = {**rows.row(BARE), "changedAt": 1}
    changes = customers.save_changes(BARE, with_employees(BARE, 3, NOW), node)
    assert changes == {
        "CustomerIndex/acme/employees": 3,
        "CustomerIndex/acme/updatedAt": iso(NOW),
        "CustomerIndex/acme/fresher": {"employees": iso(NOW)},
        "CustomerIndex/acme/changedAt": {".sv": "timestamp"},
        "CustomerHealthMetrics/acme/numberofemployees": 3,
        "CustomerHealthMetrics/acme/lastUpdated": iso(NOW),
        "CustomerHealthMetrics/acme/freshness/numberofemployees": iso(NOW),
        "CustomerHealthMetrics/acme/alertLevel": "unknown",
    }


def test_an_unchanged_customer_writes_nothing() -> None:
    node = {**rows.row(BARE), "changedAt": 1}
    assert customers.save_changes(BARE, with_employees(BARE, 0, NOW), node) == {}


def test_the_change_in_percent_and_its_level_go_together() -> None:
    customer = with_employees(replace(BARE, baseline=Baseline(TUESDAY, 10)), 9, NOW)
    assert metrics_node.snapshot(customer)["employeeChange30d"] == {
        "from": 10,
        "baselineDate": str(TUESDAY),
        "percent": -10.0,
    }
    assert (customer.levels[EMPLOYEES], customer.level) == ("warning", "warning")


@pytest.mark.parametrize(
    ("old", "new", "updates"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"At/a": 2}),
        ({"a": 1}, {}, {"At/a": None}),
        ({}, {"a": {"b": 1}}, {"At/a": {"b": 1}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3, "d": 4}}, {"At/a/c": 3, "At/a/d": 4}),
        ({"a": {"b": 1}}, {"a": 1}, {"At/a": 1}),
        (None, {"a": 1}, {"At": {"a": 1}}),
    ],
)
def test_difference(old: Any, new: Any, updates: Tree) -> None:
    assert customers.difference("At", old, new) == updates


def test_saving_leaves_the_alerts_alone() -> None:
    repeated = {"open": {"phase": "firing"}}
    known = stored(customers.save(BARE, None))
    known["CustomerIndex"]["acme"] |= {"alerts": repeated, "gone": True}
    root = stored(customers.save(with_employees(BARE, 3, NOW), row_of(known)), known)
    assert row_of(root) == {
        **rows.row(with_employees(BARE, 3, NOW)),
        "alerts": repeated,
        "changedAt": Dump.now,
    }


@pytest.mark.parametrize("node", [None, {"gone": True, "changedAt": 5}])
def test_a_malformed_row_is_refused(node: Any) -> None:
    assert not rows.is_tracked(node)
    known = stored(customers.save(BARE, None))
    root = stored(rows.remove("acme", row_of(known)), known)
    assert not rows.is_tracked(row_of(root))
    assert OPEN_SHIFTS in root["CustomerHealthMetrics"]["acme"]


def counted(day: int, employees: int, before: Customer | None) -> Customer:
    found = replace(
        newly_tracked(Company("acme", "Acme", None, None, TORONTO, None, True), NOW),
        ran_at=CLOCK + timedelta(days=day),
        employees=employees,
    )
    return following(before, found)


def test_the_trend_has_a_count_a_week() -> None:
    customer = counted(0, 10, None)
    for day in range(1, 16):
        customer = counted(day, 10 + day, customer)
    assert customer.trend == (10, 17, 24)
    assert counted(15, 99, customer).trend == (10, 17, 24)


def test_a_repeated_run_replaces_its_count_of_the_trend() -> None:
    assert counted(7, 12, counted(7, 11, counted(0, 10, None))).trend == (10, 12)


def test_the_trend_goes_back_90_days_and_over_missed_runs() -> None:
    customer = counted(0, 0, None)
    for week in range(1, 20):
        customer = counted(9 * week, week, customer)
    assert customer.trend == tuple(range(20 - TREND_LENGTH, 20))
    back = rows.read_row("acme", rows.row(customer))
    assert (back.trend, back.trend_on) == (customer.trend, customer.trend_on)
