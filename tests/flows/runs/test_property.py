"""The daily run of a company computes what the reference computes, on any database.

The reference reads a whole dump, the run sends a few queries. `within_reach` removes the issues of
records that no query returns.
"""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN, METRICS
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_company import window_of
from customer_health.flows.runs.load_window import searches_everything
from customer_health.flows.runs.run_company import run_company
from customer_health.flows.runs.run_context import Mode, RunContext
from customer_health.stores.rtdb.nodes import children
from demo.runs.dump import Dump
from tests.reference.companies import AUTH_USERS, Drawn, Tree, companies
from tests.reference.metrics import CONFLICT_TYPES, company_level, expected

Issues = set[tuple[str, str]]

FIGURES = (*METRICS, "alertLevel", "levels", "employeeChange30d")
thoroughly = settings(
    suppress_health_check=[HealthCheck.too_slow],
)


@thoroughly
@given(companies())
def test_the_run_finds_what_the_reference_finds(drawn: Drawn) -> None:
    data, company_id, run_date, past = drawn
    dump = Dump(deepcopy(data))
    kept = dump.at("")
    wanted = expected(kept, company_id, run_date, past=past, auth_users=AUTH_USERS)
    run(dump, drawn)
    metrics = dump.at(f"CustomerHealthMetrics/{company_id}")
    compare_figures(metrics["history"][str(run_date)], wanted)
    compare_figures(metrics, wanted if past else with_later_login(wanted, dump, drawn))
    evidence = dump.at(f"MetricEvidence/{company_id}/{run_date}/{CONFLICTING_CLOCK_INS}")
    assert evidence["types"] == wanted.get("conflictTypes", dict.fromkeys(CONFLICT_TYPES, 0))
    compare_issues(dump.at(f"DataQuality/{company_id}"), wanted["issues"], drawn)


@thoroughly
@given(companies())
def test_a_second_run_changes_nothing(drawn: Drawn) -> None:
    dump = Dump(deepcopy(drawn[0]))
    run(dump, drawn)
    # Logins are stored to the second: one just after the clock is stored as at the clock.
    assume(dump.at(f"MasterLogins/{drawn[1]}") != iso(clock_of(drawn[2])))
    once = deepcopy(dump.root)
    run(dump, drawn)
    assert dump.root == once


def run(dump: Dump, drawn: Drawn) -> None:
    _, company_id, run_date, past = drawn
    mode: Mode = "past" if past else "today"
    context = RunContext(dump, run_date, clock_of(run_date), mode, AUTH_USERS.get)
    asyncio.run(run_company(context, company_id))


def compare_figures(found: Mapping[str, Any], wanted: Tree) -> None:
    assert {key: found.get(key) for key in FIGURES} == {key: wanted.get(key) for key in FIGURES}
    assert (found.get("averages") or {}) == pytest.approx(wanted["averages"], rel=0, abs=1e-9)


def with_later_login(wanted: Tree, dump: Dump, drawn: Drawn) -> Tree:
    """The live login never moves backwards: one that was seen after the clock stays."""
    _, company_id, run_date, _ = drawn
    login = dump.at(f"MasterLogins/{company_id}")
    if login == wanted.get(LOGIN):
        return wanted
    assert login >= iso(clock_of(run_date))
    levels = wanted["levels"] | {LOGIN: "healthy"}
    return wanted | {LOGIN: login, "levels": levels, "alertLevel": company_level(levels)}


def compare_issues(found: Tree, wanted: Issues, drawn: Drawn) -> None:
    """The run checks every day of an employee's availability that it has read, the reference only
    the days of shifts; and the reference checks no snapshots."""
    issues = found.get("flaws", ())
    named = {(issue["path"], issue["reason"]) for issue in issues}
    assert sum(found.get("counts", {}).values()) == len(issues) == len(named)
    assert all(len(issue["detail"]) <= 200 for issue in issues)
    assert within_reach(wanted, drawn) <= named
    not_named_by_it = ("Availability/", "CustomerHealthMetrics/")
    more = named - wanted
    assert all(p.startswith(not_named_by_it) and reason == "malformed" for p, reason in more), more


def within_reach(issues: Issues, drawn: Drawn) -> Issues:
    """Return the issues that the run reports in any case. It reports wrong keys and dates outside
    its queries only if they explain missing data, or on the company's day of the week."""
    data, company_id, run_date, past = drawn
    window = window_of(run_date, clock_of(run_date), past=past)
    weeks, cards = f"Schedules/{company_id}", f"Timecards/{company_id}"
    records = children(children(data.get("Timecards")).get(company_id))
    unseen = {f"{cards}/{key}" for key, record in records.items() if is_far_card(record, window)}
    if not searches_everything(company_id, window):
        keys = children(children(data.get("Schedules")).get(company_id))
        unseen |= {f"{weeks}/{key}" for key in keys if is_far_week(key, window)}
        unseen |= {path for path, _ in issues if is_far_day(path, window)}
    return {(path, kind) for path, kind in issues if path not in unseen}


def is_far_day(path: str, window: Window) -> bool:
    parts = path.split("/")
    if parts[0] != "Availability" or parts[2:3] != ["dates"]:
        return False
    return len(parts) == 3 or not str(window.first) <= parts[3] <= str(window.last)


def is_far_week(week_id: str, window: Window) -> bool:
    """Whether the query of weeks misses a key: one that is not a date may sort outside of it."""
    last = window.last_week + timedelta(days=6)
    return not str(window.first_week) <= week_id <= str(last)


def is_far_card(record: Any, window: Window) -> bool:
    """Whether the queries of timecards, which are by the text of the date, miss a record.

    A text that is not a date may sort among the days of the history, or in a past run among the
    days since.
    """
    on = record.get("date") if isinstance(record, dict) else None
    if not isinstance(on, str):
        return False
    since = "21" if window.past else f"{window.run_date}~"
    return "2000" < on < since and not str(window.first) <= on <= f"{window.last}~"
