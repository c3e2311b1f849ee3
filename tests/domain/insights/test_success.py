"""The requirements' success metrics: each on its boundary, and unknown without data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.alerts.response import Response
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.customers.departure import Departure, DepartureReason
from customer_health.domain.insights.success import (
    GOALS,
    Attendance,
    Leaver,
    Measure,
    RunDay,
    attendance,
    leaver,
    measures,
)
from customer_health.domain.insights.views import RoleDay
from tests.domain.alerts.story import Story

AT = datetime(2025, 11, 3, 11, tzinfo=UTC)
NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = Departure("acme", "Acme", AT, "healthy")


def measured(
    name: str,
    responses: Sequence[Response] = (),
    contacts: Mapping[str, Sequence[datetime]] = {},
    leavers: Sequence[Leaver] = (),
    views: Sequence[RoleDay] = (),
    runs: Sequence[RunDay] = (),
    now: datetime = NOW,
) -> Measure:
    found = measures(responses, contacts, leavers, views, runs, now)
    return next(one for one in found if one.name == name)


def test_of_nothing_nothing_is_known() -> None:
    found = measures([], {}, [], [], [], NOW)
    assert {one.value for one in found} == {None}
    assert {one.of for one in found} == {0}
    assert {one.is_met for one in found} == {None}
    assert set(GOALS) < {one.name for one in found}


@pytest.mark.parametrize(
    ("hours", "value", "met", "in_time"),
    [([23.9], 23.9, True, 100), ([24], 24, False, 0), ([1, 49], 25, False, 50)],
)
def test_the_response_is_to_be_in_less_than_24_hours(
    hours: list[float], value: float, met: bool, in_time: float
) -> None:
    responses = [Response("acme", AT, AT + one * HOUR) for one in hours]
    mean = measured("response_hours", responses)
    assert (mean.value, mean.of, mean.is_met) == (pytest.approx(value), len(hours), met)
    assert measured("answered_in_time", responses).value == in_time


def test_what_nobody_answered_is_late_once_its_time_is_over() -> None:
    waiting = [Response("acme", AT)]
    assert measured("response_hours", waiting, now=AT + 23.9 * HOUR).value is None
    assert measured("answered_in_time", waiting, now=AT + 23.9 * HOUR).value is None
    late = measured("answered_in_time", waiting, now=AT + 24 * HOUR)
    assert (late.value, late.of) == (0, 1)
    assert measured("response_hours", waiting).value is None


@pytest.mark.parametrize(("hours", "judged"), [(2, 0), (24, 1)])
def test_an_alert_that_ended_by_itself_is_judged_by_the_time_it_waited(
    hours: int, judged: int
) -> None:
    ended = [Response("acme", AT, ended_at=AT + hours * HOUR)]
    assert measured("answered_in_time", ended).of == judged


def test_to_contact_the_customer_is_a_response_too() -> None:
    response = Response("acme", AT, AT + 10 * HOUR, AT + 20 * HOUR)

    def hours(*contacts: float, of: str = "acme") -> float | None:
        times = {of: [AT + one * HOUR for one in contacts]}
        return measured("response_hours", [response], times).value

    assert hours(-1) == 10
    assert hours(0) == 0
    assert hours(12, 4) == 4
    assert hours(4, of="other") == 10
    unanswered = replace(response, answered_at=None)
    after = {"acme": [AT + 20 * HOUR]}
    assert measured("response_hours", [unanswered], after).value is None


def line(kind: Any, new: str, ago: timedelta, axis: Any = "triage") -> Transition:
    known = Story("C").act("acknowledge").history[-1]
    return replace(known, kind=kind, new=new, axis=axis, at=AT - ago)


@pytest.mark.parametrize(
    ("departure", "ago", "at_risk"),
    [
        (LEFT, None, False),
        (replace(LEFT, level="warning"), None, True),
        (replace(LEFT, level="critical"), None, True),
        (replace(LEFT, open_alerts=1), None, True),
        (LEFT, 90 * DAY, True),
        (LEFT, 91 * DAY, False),
        (LEFT, timedelta(), False),
    ],
)
def test_at_risk_is_who_had_an_alert_in_the_90_days_before(
    departure: Departure, ago: timedelta | None, at_risk: bool
) -> None:
    history = [] if ago is None else [line("opened", "firing(warning)", ago, "condition")]
    assert leaver(departure, history, []).at_risk is at_risk


@pytest.mark.parametrize(
    ("history", "contacts", "contacted"),
    [
        ([], [], False),
        ([line("triaged", "acknowledged", DAY)], [], True),
        ([line("triaged", "handled", DAY)], [], True),
        ([line("triaged", "dismissed", DAY)], [], False),
        ([line("triaged", "snoozed until 2025-12-01T14:00:00Z", DAY)], [], False),
        ([line("triage_ended", "open", DAY)], [], False),
        ([line("triaged", "acknowledged", 91 * DAY)], [], False),
        ([], [AT - DAY], True),
        ([], [AT - 90 * DAY], True),
        ([], [AT - 91 * DAY], False),
        ([], [AT], False),
        ([], [AT + DAY], False),
    ],
)
def test_contacted_is_whom_people_took_up_before_it_left(
    history: list[Transition], contacts: list[datetime], contacted: bool
) -> None:
    assert leaver(LEFT, history, contacts).contacted is contacted


def left(at_risk: bool, contacted: bool, code: Any = None) -> Leaver:
    reason = DepartureReason(code, "x", "ann@pivotapp.ca", AT) if code else None
    return Leaver(replace(LEFT, reason=reason), at_risk, contacted)


def test_the_share_of_the_contacted_is_of_those_at_risk() -> None:
    four = [left(True, True)] * 4
    exactly = measured("contacted", leavers=[*four, left(True, False), left(False, False)])
    assert (exactly.value, exactly.of, exactly.is_met) == (80, 5, True)
    assert measured("contacted", leavers=[*four[1:], left(True, False)]).is_met is False
    assert measured("contacted", leavers=[left(False, False)]).value is None
    never = left(True, False, "no_customer")
    assert measured("contacted", leavers=[never]).value is None


def test_churn_is_of_the_customers_of_the_first_run() -> None:
    runs = [RunDay(date(2025, 11, n), 100 + n, 10, 1000 * n) for n in (3, 1)]
    lost = [left(True, True), left(False, False, "price"), left(False, False, "no_customer")]
    churn = measured("churn", leavers=lost, runs=runs)
    assert (churn.value, churn.of) == (pytest.approx(200 / 101), 101)
    assert measured("churn", leavers=lost).value is None
    assert measured("churn", runs=runs).value == 0
    assert measured("run_bytes", runs=runs) == Measure("run_bytes", 2000, 2)


def test_the_health_is_that_of_the_last_run() -> None:
    first = RunDay(date(2025, 11, 1), 9, 1, 1, {"scored": 1, "scores": 10, "loginKnown": 1})
    health = {"scored": 4, "scores": 250, "loginKnown": 8, "loggedIn": 6}
    last = replace(first, day=date(2025, 11, 30), health=health)
    assert measured("score", runs=[last, first]) == Measure("score", 62.5, 4)
    assert measured("logged_in", runs=[last, first]) == Measure("logged_in", 75, 8)
    before = replace(last, health={})  # a run before this was kept
    assert measured("score", runs=[before]).value is None
    assert measured("logged_in", runs=[before]).value is None


def test_every_context_is_to_be_shown_within_30_seconds() -> None:
    def shown(**context: int) -> Measure:
        return measured("context_in_time", views=[RoleDay(AT.date(), "agent", context=context)])

    fast = shown(upTo1=3, upTo30=1)
    assert (fast.value, fast.of, fast.is_met) == (100, 4, True)
    slow = shown(upTo2=3, over30=1)
    assert (slow.value, slow.is_met) == (75, False)
    assert shown().value is None


def test_people_are_counted_on_working_days() -> None:
    def day(number: int, role: Any, people: int | None) -> RoleDay:
        return RoleDay(date(2025, 11, number), role, people=people)

    views = [
        day(3, "agent", 4),
        day(4, "agent", 2),
        day(5, "supervisor", 1),  # and no agent
        day(6, "agent", None),  # today: not counted yet
        day(8, "agent", 9),  # a Saturday
    ]
    assert attendance(views) == [
        Attendance("agent", 2, 4, 3),
        Attendance("supervisor", pytest.approx(1 / 3), 1, 3),
    ]
    assert attendance([day(6, "agent", None)]) == []
