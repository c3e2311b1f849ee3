"""Shifts outside availability: the boundaries, the shifts that count, and malformed records."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from customer_health.domain.metrics.availability import (
    Availability,
    assigned_by_hand,
    outside_availability,
)
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.names import OUTSIDE_AVAILABILITY
from customer_health.domain.metrics.schedules import Week
from customer_health.stores.metrics.availability import read_availability
from demo.runs.dump import Dump
from tests.examples import (
    BEFORE,
    CLOCK,
    LATER,
    RUN,
    TUESDAY,
    WINDOW,
    company,
    draft,
    issues_of,
    metrics_of,
    published,
    run,
    shift,
    verdict,
)

SLOT = {"start": "09:00", "end": "17:00"}
EMPTY = Availability({}, {})
TUESDAYS = Availability({1: True}, {})


@pytest.mark.parametrize(
    ("unavailable", "shifts", "result", "level"),
    [
        (1, 10, "No", "warning"),
        (1, 11, "No", "healthy"),
        (10, 99, "Yes", "warning"),
        (1, 5, "Yes", "warning"),
        (20, 101, "Yes", "warning"),
        (20, 99, "Yes", "critical"),
        (0, 3, "No", "healthy"),
        (0, 0, "None", "none"),
    ],
)
def test_boundaries(unavailable: int, shifts: int, result: str, level: str) -> None:
    staff = [f"e{n}" for n in range(shifts)]
    weeks = published(*(shift(employee_id=e, shift_id=e) for e in staff))
    average = outside_availability(weeks, dict.fromkeys(staff[:unavailable], EMPTY), WINDOW).average
    assert average == (Fraction(100 * unavailable, shifts) if shifts else None)
    assert verdict(OUTSIDE_AVAILABILITY, average) == (result, level)


def test_open_and_automatic_shifts_are_in_the_denominator_only() -> None:
    shifts = (
        shift(shift_id="by hand"),
        shift(shift_id="open", employee_id=None),
        shift(shift_id="auto", auto=True),
        shift(shift_id="never submitted", employee_id="bob"),
    )
    figure = outside_availability(published(*shifts), {"ann": EMPTY}, WINDOW)
    assert figure.average == 25
    assert [violation.record for violation in figure.violations] == ["2025-11-17/shifts/by hand"]
    assert assigned_by_hand(shifts) == {"ann": [TUESDAY], "bob": [TUESDAY]}


@pytest.mark.parametrize(
    ("known", "empty"),
    [
        (EMPTY, True),
        (TUESDAYS, False),
        (Availability({1: True}, {TUESDAY: False}), True),
        (Availability({}, {TUESDAY: True}), False),
        (Availability({0: True, 2: True}, {TUESDAY + timedelta(days=7): True}), True),
        (Availability({}, {}, otherwise=True), False),
        (Availability({1: False}, {}, otherwise=True), True),
    ],
)
def test_dates_override_weekdays(known: Availability, empty: bool) -> None:
    assert known.is_empty(TUESDAY) is empty


@pytest.mark.parametrize(
    ("weeks", "counts"),
    [
        (published(shift()), True),
        (published(shift(), at=CLOCK), True),
        (published(shift(), at=LATER), False),
        (draft(shift(), at=BEFORE), False),
        (published(shift(WINDOW.first - timedelta(days=1))), False),
        (published(shift(RUN)), False),
    ],
)
def test_only_the_windows_published_shifts_count(weeks: list[Week], counts: bool) -> None:
    assert bool(outside_availability(weeks, {"ann": EMPTY}, WINDOW).days) is counts


def read(weekly: Any, dates: Any) -> tuple[Availability | None, list[DataIssue]]:
    flaws: list[DataIssue] = []
    raw_weekly, raw_dates = (msgspec.json.encode(node) for node in (weekly, dates))
    return read_availability("ann", raw_weekly, raw_dates, WINDOW, flaws), flaws


@pytest.mark.parametrize(
    ("weekly", "dates", "empty"),
    [
        (None, None, True),
        ({"tue": [SLOT]}, None, False),
        ({"tue": {"0": SLOT}}, None, False),
        ({"tue": [None, SLOT]}, None, False),
        ({"tue": []}, None, True),
        ({"tue": [None]}, None, True),
        ({"mon": [SLOT], "wed": [SLOT]}, None, True),
        ({"tue": [SLOT]}, {str(TUESDAY): False}, True),
        ({"tue": [SLOT]}, {str(TUESDAY): []}, True),
        ({"tue": [SLOT]}, {str(TUESDAY): None}, False),
        (None, {str(TUESDAY): [SLOT]}, False),
        (None, {str(TUESDAY): {"3": SLOT}}, False),
        (None, {"2025-11-11": [SLOT]}, True),
        ({"tue": [{"start": "16:00", "end": "24:00"}]}, None, False),
        ({"tue": ""}, None, True),
        ("", "", True),
        ({"tue": [SLOT]}, {str(TUESDAY): ""}, False),
    ],
)
def test_availability_is_decoded(weekly: Any, dates: Any, empty: bool) -> None:
    known, flaws = read(weekly, dates)
    assert known is not None
    assert flaws == []
    assert known.is_empty(TUESDAY) is empty


@pytest.mark.parametrize(
    ("weekly", "dates", "path"),
    [
        ({"tue": True}, None, "weekly/tue"),
        ({"tue": False}, None, "weekly/tue"),
        ({"tue": ["x"]}, None, "weekly/tue/0"),
        ({"tue": [SLOT, {"start": "9:00", "end": "17:00"}]}, None, "weekly/tue/1"),
        (None, {str(TUESDAY): "all day"}, f"dates/{TUESDAY}"),
        (None, {str(TUESDAY): [{"start": "24:00", "end": "24:00"}]}, f"dates/{TUESDAY}/0"),
    ],
)
def test_a_malformed_day_counts_as_available_and_is_reported(
    weekly: Any, dates: Any, path: str
) -> None:
    known, flaws = read(weekly, dates)
    assert known is not None
    assert not known.is_empty(TUESDAY)
    assert [(f.path, f.reason) for f in flaws] == [(f"Availability/ann/{path}", "malformed")]


@pytest.mark.parametrize(
    ("weekly", "dates", "stray"),
    [
        ({"tuesday": [SLOT]}, None, "weekly/tuesday"),
        ({"Tue": [SLOT], "mon": [SLOT]}, None, "weekly/Tue"),
        ([None, "x"], None, "weekly/1"),
        ({"mon": [SLOT]}, {f"{TUESDAY} ": [SLOT]}, f"dates/{TUESDAY} "),
    ],
)
def test_a_key_that_is_not_a_day_may_mean_any_day(weekly: Any, dates: Any, stray: str) -> None:
    known, flaws = read(weekly, dates)
    assert known is not None
    assert not known.is_empty(TUESDAY)
    assert [(f.path, f.reason) for f in flaws] == [(f"Availability/ann/{stray}", "malformed")]


def test_a_day_with_its_own_key_ignores_stray_keys() -> None:
    known, _ = read({"tue": [], "tuesday": [SLOT]}, {str(TUESDAY - timedelta(days=6)): False})
    assert known is not None
    assert known.is_empty(TUESDAY)
    assert known.is_empty(TUESDAY - timedelta(days=6))
    assert not known.is_empty(TUESDAY + timedelta(days=1))


@pytest.mark.parametrize(("weekly", "dates"), [("all", None), (None, 5)])
def test_a_value_that_is_not_an_object_gives_no_availability(weekly: Any, dates: Any) -> None:
    known, flaws = read(weekly, dates)
    assert known is None
    assert len(flaws) == 1


def after_run(record: Any) -> Dump:
    """Run a company in which Ann has a shift on Tuesday, and this availability."""
    shift_of_ann = {"date": str(TUESDAY), "employeeId": "ann", **SLOT}
    dump = company(
        Employees={"ann": {"name": "Ann"}},
        Schedules={"2025-11-17": {"status": "published", "shifts": [shift_of_ann]}},
        Availability={"ann": record},
    )
    run(dump)
    return dump


@pytest.mark.parametrize(
    ("record", "percent", "reason"),
    [
        (None, 0, "availability_never_submitted"),
        ("x", 0, "malformed"),
        ({"updatedAt": 0}, 100, None),
        ({"updatedAt": 0, "weekly": ""}, 100, None),
        ({"updatedAt": 0, "tue": [SLOT]}, 0, "malformed"),
        ({"note": "x" * 10**7}, 0, "malformed"),
        ({"updatedAt": 0, "dates": {"2024-01-01": [SLOT]}}, 100, None),
        ({"updatedAt": 0, "weekly": {"tue": [SLOT]}}, 0, None),
        ({"updatedAt": 0, "dates": {str(TUESDAY): [SLOT]}}, 0, None),
    ],
)
def test_a_run_distinguishes_never_submitted_from_empty(
    record: Any, percent: float, reason: str | None
) -> None:
    dump = after_run(record)
    assert metrics_of(dump)["averages"] == {OUTSIDE_AVAILABILITY: percent}
    assert issues_of(dump) == ({("Availability/ann", reason)} if reason else set())


@pytest.mark.parametrize(
    ("dates", "percent", "stray"),
    [
        ({"2025-11-9": False}, 0, "/2025-11-9"),
        ({"2024-01-01": [SLOT], "someday": [SLOT]}, 0, "/someday"),
        ({"2025-11-9": False, str(TUESDAY): False}, 100, "/2025-11-9"),
        ("never", 0, ""),
    ],
)
def test_a_stray_date_key_prevents_a_conflict(dates: Any, percent: float, stray: str) -> None:
    dump = after_run({"updatedAt": 0, "dates": dates})
    assert metrics_of(dump)["averages"] == {OUTSIDE_AVAILABILITY: percent}
    assert issues_of(dump) == {(f"Availability/ann/dates{stray}", "malformed")}


def test_a_weekday_is_right_when_clocks_change() -> None:
    """A weekday belongs to a date, also if the day has 23 or 25 hours."""
    sunday = date(2025, 11, 2)
    assert Availability({6: True}, {}).is_empty(sunday) is False
    assert Availability({5: True}, {}).is_empty(sunday) is True
