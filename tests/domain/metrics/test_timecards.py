"""Conflicting clock-ins: the four types, on their boundaries and when clocks change."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from customer_health.domain.instants import TORONTO, clock_of, iso
from customer_health.domain.metrics import timecards
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS
from customer_health.domain.metrics.schedules import LeftOutShift, Shift, Week
from customer_health.domain.metrics.shift_matching import ShiftIndex
from customer_health.domain.metrics.timecards import (
    Timecard,
    conflicting_clock_ins,
    counts_by_type,
    overlaps,
)
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics.timecards import read_timecards
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
    timecard,
    verdict,
)

DAY = timedelta(days=1)
NINE, FIVE = "14:00:00", "22:00:00"  # in UTC, of 09:00 and 17:00 in Toronto
ON_TIME = timecard(NINE, FIVE)


def types(
    cards: Sequence[Timecard], weeks: Sequence[Week], window: Window = WINDOW
) -> dict[str, tuple[str, ...]]:
    figure = conflicting_clock_ins(cards, weeks, window)
    return {violation.record: violation.types for violation in figure.violations}


@pytest.mark.parametrize(
    ("card", "found"),
    [
        (ON_TIME, ()),
        (timecard("14:30:00", "22:30:00"), ()),
        (timecard("13:30:00", "21:30:00"), ()),
        (timecard("14:30:01", FIVE), ("time_mismatch",)),
        (timecard("13:29:59", FIVE), ("time_mismatch",)),
        (timecard("14:30:00.000001", FIVE), ("time_mismatch",)),
        (timecard(NINE, "22:30:01"), ("time_mismatch",)),
        (timecard(NINE, "21:29:59"), ("time_mismatch",)),
        (timecard("14:45:00", "22:45:00"), ("time_mismatch",)),
        (timecard(NINE, None), ("missing_punch",)),
        (timecard(None, FIVE), ("missing_punch",)),
        (timecard(None, None), ("missing_punch",)),
        (timecard("15:00:00", None), ("missing_punch", "time_mismatch")),
        (timecard(NINE, FIVE, employee_id="cy"), ("no_shift",)),
        (timecard("14:30:00", FIVE, day=TUESDAY + DAY), ("no_shift",)),
        (timecard(None, FIVE, employee_id="cy"), ("missing_punch", "no_shift")),
        (timecard(NINE, FIVE, shift_id="s"), ()),
        (timecard(NINE, FIVE, shift_id="nowhere"), ("no_shift",)),
        (timecard(NINE, FIVE, shift_id="bob's"), ("no_shift",)),
        (timecard(NINE, FIVE, shift_id="open"), ("no_shift",)),
    ],
)
def test_the_types_of_conflict(card: Timecard, found: tuple[str, ...]) -> None:
    bobs = shift(employee_id="bob", shift_id="bob's")
    open_ = shift(employee_id=None, shift_id="open")
    assert types([card], published(shift(), bobs, open_)).get("c", ()) == found


def test_a_named_shift_may_be_on_another_day() -> None:
    early = shift(TUESDAY - timedelta(days=1), hours="23:50-07:00", shift_id="night")
    card = timecard("05:00:00", "12:00:00", shift_id="night")
    assert types([card], published(early)) == {}


@pytest.mark.parametrize(
    ("weeks", "found"),
    [
        (published(shift(), at=CLOCK), {}),
        (published(shift(), at=LATER), {"c": ("no_shift",)}),
        (draft(shift(), at=BEFORE), {"c": ("no_shift",)}),
    ],
)
def test_only_published_weeks_are_matched(weeks: list[Week], found: dict[str, Any]) -> None:
    assert types([ON_TIME], weeks) == found


def match(card: Timecard, *shifts: Shift, window: Window = WINDOW) -> str | None:
    index, backwards = (ShiftIndex(published(*order), window) for order in (shifts, shifts[::-1]))
    found = timecards.match(card, index)
    assert found == timecards.match(card, backwards)
    return found.id if found else None


@pytest.mark.parametrize(
    ("clock_in", "matched"),
    [
        ("13:00:00", "at 8"),
        ("13:59:59", "at 8"),
        ("14:00:00", "at 8"),  # as far from both: the earliest start
        ("14:00:00.000001", "at 10"),
        ("23:00:00", "at 10"),
        (None, "at 8"),
    ],
)
def test_the_nearest_start_matches(clock_in: str | None, matched: str) -> None:
    card = timecard(clock_in, None)
    early = shift(hours="08:00-12:00", shift_id="at 8")
    late = shift(hours="10:00-12:00", shift_id="at 10")
    assert match(card, late, early) == matched


def test_on_equal_starts_the_smallest_id_matches() -> None:
    assert match(ON_TIME, shift(shift_id="b"), shift(shift_id="a"), shift(shift_id="c")) == "a"


def test_ids_are_unique_in_a_week_only() -> None:
    """The shift in the timecard's week is preferred, and then no other is tried."""
    last_week = shift(TUESDAY - timedelta(days=7))
    assert types([timecard(NINE, FIVE, shift_id="s")], published(last_week, shift())) == {}
    bobs = shift(employee_id="bob")
    assert types([timecard(NINE, FIVE, shift_id="s")], published(last_week, bobs)) == {
        "c": ("no_shift",)
    }


@pytest.mark.parametrize(
    ("hours", "clock_in", "clock_out"),
    [
        ("22:00-06:00", "2025-11-19T03:00:00Z", "2025-11-19T11:00:00Z"),
        ("09:00-09:00", "2025-11-18T14:00:00Z", "2025-11-19T14:00:00Z"),
        ("00:00-00:00", "2025-11-18T05:00:00Z", "2025-11-19T05:00:00Z"),
        ("23:30-00:00", "2025-11-19T04:30:00Z", "2025-11-19T05:00:00Z"),
        ("00:00-23:59", "2025-11-18T05:00:00Z", "2025-11-19T04:59:00Z"),
    ],
)
def test_an_end_that_is_not_after_the_start_is_past_midnight(
    hours: str, clock_in: str, clock_out: str
) -> None:
    there = shift(hours=hours)
    assert [*map(iso, there.starts(TORONTO)), *map(iso, there.ends(TORONTO))] == [
        clock_in,
        clock_out,
    ]
    assert types([timecard(clock_in, clock_out)], published(there)) == {}


@pytest.mark.parametrize(
    ("day", "hours_long", "clock_out", "found"),
    [
        (date(2025, 11, 1), 9, "2025-11-02T06:00:00-05:00", {}),
        (date(2025, 11, 1), 9, "2025-11-02T05:00:00-05:00", {"c": ("time_mismatch",)}),
        (date(2025, 3, 8), 7, "2025-03-09T06:00:00-04:00", {}),
        (date(2025, 3, 8), 7, "2025-03-09T07:00:00-04:00", {"c": ("time_mismatch",)}),
        (date(2025, 3, 8), 7, "2025-03-09T06:30:00-04:00", {}),
        (date(2025, 3, 8), 7, "2025-03-09T06:30:01-04:00", {"c": ("time_mismatch",)}),
    ],
)
def test_punches_are_compared_as_instants_when_clocks_change(
    day: date, hours_long: int, clock_out: str, found: dict[str, Any]
) -> None:
    night = shift(day, hours="22:00-06:00")
    (start,), (end,) = night.starts(TORONTO), night.ends(TORONTO)
    assert end - start == timedelta(hours=hours_long)
    run_date = day + timedelta(days=2)
    window = Window(run_date, clock_of(run_date), TORONTO)
    card = timecard(iso(start), clock_out, day=day)
    assert types([card], published(night), window) == found


def test_the_companys_own_zone() -> None:
    kathmandu = Window(RUN, CLOCK, ZoneInfo("Asia/Kathmandu"))
    card = timecard("2025-11-18T09:00:00+05:45", "2025-11-18T17:00:00+05:45")
    assert types([card], published(shift()), kathmandu) == {}
    assert types([card], published(shift())) == {"c": ("time_mismatch",)}


MORNING = timecard(NINE, "17:00:00", card_id="a")


@pytest.mark.parametrize(
    ("cards", "found"),
    [
        ((MORNING, timecard("17:50:00", FIVE, card_id="b")), {}),
        ((timecard("17:50:00", FIVE, card_id="a"), timecard(NINE, "17:00:00", card_id="b")), {}),
        ((MORNING, timecard("17:50:00", "21:29:59", card_id="b")), {"b": ("time_mismatch",)}),
        (
            (timecard("14:30:01", "17:00:00", card_id="a"), timecard("17:50:00", FIVE)),
            {"a": ("time_mismatch",)},
        ),
        # Of two at the same moment, the smallest id's.
        (
            tuple(timecard("15:00:00", "15:00:00", card_id=key) for key in "ba"),
            {"a": ("time_mismatch",)},
        ),
        (
            (MORNING, timecard("17:50:00", None, card_id="b")),
            {"a": ("time_mismatch",), "b": ("missing_punch",)},
        ),
    ],
)
def test_timecards_of_one_shift_are_one_attendance_with_breaks(
    cards: tuple[Timecard, ...], found: dict[str, Any]
) -> None:
    assert types(cards, published(shift())) == found


NIGHT = published(shift(date(2025, 11, 23), hours="23:00-05:31"))
"""Ends, with the tolerance, a minute after the clock."""


@pytest.mark.parametrize(
    ("clock_in", "clock_out", "weeks", "found"),
    [
        ("2025-11-24T04:00:00Z", None, NIGHT, ()),
        (None, None, NIGHT, ("missing_punch",)),
        ("2025-11-24T05:00:00Z", None, NIGHT, ("time_mismatch",)),
        (
            "2025-11-24T04:00:00Z",
            None,
            published(shift(date(2025, 11, 23), hours="23:00-05:30")),
            ("missing_punch",),
        ),
        ("2025-11-23T19:00:01Z", None, [], ("no_shift",)),
        ("2025-11-23T19:00:00Z", None, [], ("missing_punch", "no_shift")),
    ],
)
def test_a_running_timecard_has_no_missing_punch(
    clock_in: str | None, clock_out: str | None, weeks: list[Week], found: tuple[str, ...]
) -> None:
    card = timecard(clock_in, clock_out, day=date(2025, 11, 23))
    assert types([card], weeks).get("c", ()) == found


def test_the_end_of_a_running_attendance_is_not_compared() -> None:
    day = date(2025, 11, 23)
    before = timecard("2025-11-24T04:00:00Z", "2025-11-24T08:00:00Z", card_id="a", day=day)
    after = timecard("2025-11-24T08:30:00Z", None, card_id="b", day=day)
    assert types([before, after], NIGHT) == {}
    assert types([before], NIGHT) == {"a": ("time_mismatch",)}


@pytest.mark.parametrize(
    ("clock_out", "found"),
    [
        ("2025-11-02T01:30:00-04:00", {}),
        ("2025-11-02T01:30:00-05:00", {}),
        ("2025-11-02T01:00:00-04:00", {}),
        ("2025-11-02T02:00:00-05:00", {}),
        ("2025-11-02T00:59:59-04:00", {"c": ("time_mismatch",)}),
        ("2025-11-02T02:00:01-05:00", {"c": ("time_mismatch",)}),
    ],
)
def test_an_ambiguous_local_time_means_the_instant_nearer_to_the_punch(
    clock_out: str, found: dict[str, Any]
) -> None:
    saturday, window = date(2025, 11, 1), Window(RUN - 14 * DAY, CLOCK - 14 * DAY, TORONTO)
    card = timecard("2025-11-01T20:00:00-04:00", clock_out, day=saturday)
    assert types([card], published(shift(saturday, hours="20:00-01:30")), window) == found


@pytest.mark.parametrize(
    ("clock_in", "matched"),
    [
        ("2025-11-02T01:30:00-04:00", "one"),
        ("2025-11-02T01:30:00-05:00", "one"),
        ("2025-11-02T02:14:59-05:00", "one"),
        ("2025-11-02T02:15:00-05:00", "one"),  # as far from both: the earliest start
        ("2025-11-02T02:15:01-05:00", "three"),
    ],
)
def test_an_ambiguous_start_matches_at_both_instants(clock_in: str, matched: str) -> None:
    sunday = date(2025, 11, 2)
    shifts = [shift(sunday, hours="01:30-08:00", shift_id="one")]
    shifts += [shift(sunday, hours="03:00-08:00", shift_id="three")]
    assert match(timecard(clock_in, None, day=sunday), *shifts) == matched


@pytest.mark.parametrize(
    ("clock_in", "matched"),
    [
        ("2025-11-19T04:52:00Z", "midnight"),  # 23:52 on Tuesday, for Wednesday at 00:00
        ("2025-11-19T03:00:00Z", "midnight"),
        ("2025-11-19T02:59:59Z", None),
        ("2025-11-18T02:00:01Z", None),
        ("2025-11-18T02:00:00Z", "late"),  # 21:00 on Monday, for 19:00
        (None, None),
    ],
)
def test_without_a_shift_that_day_a_neighbouring_days_shift_may_match(
    clock_in: str | None, matched: str | None
) -> None:
    beside = [
        shift(TUESDAY + DAY, hours="00:00-08:00", shift_id="midnight"),
        shift(TUESDAY - DAY, hours="19:00-23:00", shift_id="late"),
    ]
    assert match(timecard(clock_in, None), *beside) == matched
    assert match(timecard(clock_in, None), *beside, shift(shift_id="that day")) == "that day"


LEFT_OUT = [
    Week("2025-11-17", "published", None, None, (), (LeftOutShift("n", str(TUESDAY), "ann"),)),
    Week("2025-W47", None, None, None, (), (LeftOutShift("m", None, None),)),
]


@pytest.mark.parametrize(
    ("card", "found"),
    [
        (ON_TIME, ()),
        (timecard(NINE, None), ("missing_punch",)),
        (timecard(NINE, FIVE, shift_id="n", employee_id="bob"), ()),
        (timecard(NINE, FIVE, shift_id="m"), ()),
        (timecard(NINE, FIVE, shift_id="o"), ("no_shift",)),
        (timecard(NINE, FIVE, employee_id="bob"), ("no_shift",)),
        (timecard(NINE, FIVE, day=TUESDAY + DAY), ("no_shift",)),
    ],
)
def test_a_left_out_shift_makes_no_conflict(card: Timecard, found: tuple[str, ...]) -> None:
    assert types([card], LEFT_OUT).get("c", ()) == found


class Counted(datetime):
    """A punch that counts its comparisons with other instants."""

    times = 0


def counting(name: str) -> Callable[[datetime, Any], Any]:
    def method(self: datetime, other: Any) -> Any:
        Counted.times += 1
        return getattr(datetime, name)(self, other)

    return method


for name in ("__sub__", "__rsub__", "__lt__", "__le__", "__gt__", "__ge__"):
    setattr(Counted, name, counting(name))


def test_matching_does_not_compare_every_timecard_with_every_shift() -> None:
    hours = [f"{n // 60 % 24:02}:{n % 60:02}-23:59" for n in range(3000)]
    shifts = [shift(hours=these, shift_id=f"{n}") for n, these in enumerate(hours)]
    at = [Counted(2025, 11, 18, 5 + n % 18, n % 60, tzinfo=UTC) for n in range(300)]
    cards = [replace(timecard(None, None, card_id=f"{n}"), clock_in=at[n]) for n in range(300)]
    Counted.times = 0
    conflicting_clock_ins(cards, published(*shifts), WINDOW)
    assert 0 < Counted.times < 100 * len(cards)


def test_thousands_of_shifts_and_timecards_of_one_employee_take_under_a_second() -> None:
    """In seconds of CPU, as the machine may be busy with other tests: about 0.1."""
    days = list(WINDOW)
    hours = [f"{n // 60 % 24:02}:{n % 60:02}-23:59" for n in range(10_000)]
    shifts = [shift(days[n % 14], hours=these, shift_id=f"{n}") for n, these in enumerate(hours)]
    cards = [
        timecard(f"{n % 24:02}:{n % 60:02}:00", None, card_id=f"{n}", day=days[n % 14])
        for n in range(3_000)
    ]
    start = time.process_time()
    conflicting_clock_ins(cards, published(*shifts), WINDOW)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("other", "both"),
    [
        (timecard(FIVE, "23:00:00", card_id="d"), False),
        (timecard("21:59:59.999999", "23:00:00", card_id="d"), True),
        (timecard("12:00:00", NINE, card_id="d"), False),
        (timecard("15:00:00", "16:00:00", card_id="d"), True),
        (timecard("15:00:00", "15:00:00", card_id="d"), False),
        (timecard(NINE, FIVE, card_id="d"), True),
        (timecard(NINE, FIVE, card_id="d", employee_id="bob"), False),
        (timecard("15:00:00", None, card_id="d"), False),
        (timecard(None, "15:00:00", card_id="d"), False),
        (timecard("2025-11-18T15:00:00Z", FIVE, card_id="d", day=date(2025, 11, 19)), True),
    ],
)
def test_timecards_overlap_by_more_than_zero_seconds(other: Timecard, both: bool) -> None:
    wanted = {"c", "d"} if both else set()
    assert overlaps([ON_TIME, other]) == overlaps([other, ON_TIME]) == wanted


def test_a_long_timecard_overlaps_all_within_it() -> None:
    long = timecard("10:00:00", "20:00:00", card_id="long")
    short = [timecard(f"{h}:00:00", f"{h}:30:00", card_id=f"at {h}") for h in (11, 13, 19)]
    after = timecard("20:00:00", "21:00:00", card_id="after")
    assert overlaps([after, *short, long]) == {"long", "at 11", "at 13", "at 19"}


def test_a_timecard_counts_once_with_all_its_types() -> None:
    twice = [timecard("15:00:00", FIVE, card_id=key) for key in "ab"]
    figure = conflicting_clock_ins([*twice, timecard(None, None)], published(shift()), WINDOW)
    assert figure.average == 100
    assert counts_by_type(figure) == {
        "missing_punch": 1,
        "no_shift": 0,
        "time_mismatch": 1,  # of the two, which are parts of one attendance
        "overlap": 2,
    }


@pytest.mark.parametrize(
    ("conflicts", "cards", "result", "level"),
    [
        (1, 2, "No", "warning"),
        (50, 101, "No", "healthy"),
        (50, 99, "Yes", "warning"),
        (7, 10, "Yes", "warning"),
        (70, 101, "Yes", "warning"),
        (70, 99, "Yes", "critical"),
        (0, 4, "No", "healthy"),
        (0, 0, "None", "none"),
    ],
)
def test_boundaries(conflicts: int, cards: int, result: str, level: str) -> None:
    staff = [f"e{n}" for n in range(cards)]
    weeks = published(*(shift(employee_id=e, shift_id=e) for e in staff))
    punched = [
        timecard(None if n < conflicts else NINE, FIVE, card_id=e, employee_id=e)
        for n, e in enumerate(staff)
    ]
    average = conflicting_clock_ins(punched, weeks, WINDOW).average
    assert average == (Fraction(100 * conflicts, cards) if cards else None)
    assert verdict(CONFLICTING_CLOCK_INS, average) == (result, level)


def read(node: Any) -> tuple[list[Timecard], list[DataIssue]]:
    issues: list[DataIssue] = []
    return read_timecards("acme", msgspec.json.encode(node), WINDOW, issues), issues


def test_timecards_are_decoded() -> None:
    record = {"employeeId": "ann", "date": str(TUESDAY), "clockIn": 1763474400000, "shiftId": ""}
    outside = {"employeeId": "ann", "date": str(RUN)}
    cards, issues = read([None, record, outside])
    assert cards == [timecard(NINE, None, card_id="1")]
    assert issues == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"employeeId": ""},
        {"employeeId": None},
        {"date": "2025-02-30"},
        {"date": None},
        {"clockIn": "2025-11-18T14:00:00"},
        {"clockOut": "2025-11-18T13:59:59Z"},
        {"clockOut": "2025-11-20T17:00:01Z"},  # 48 hours from noon
        {"clockIn": "2025-11-16T16:59:59Z"},
        {"clockIn": 1763474400},
        {"clockIn": "x" * 10**7},
        {"shiftId": 5},
    ],
)
def test_a_malformed_timecard_is_left_out_and_reported(wrong: dict[str, Any]) -> None:
    good = {"employeeId": "ann", "date": str(TUESDAY), "clockIn": "2025-11-18T14:00:00Z"}
    cards, issues = read({"bad": good | wrong, "good": good})
    assert [card.id for card in cards] == ["good"]
    assert [(f.path, f.reason) for f in issues] == [("Timecards/acme/bad", "malformed")]


@pytest.mark.parametrize(
    ("fields", "clock_in", "clock_out"),
    [
        ({"clockIn": "", "clockOut": ""}, None, None),
        ({"departmentId": "", "shiftId": ""}, NINE, None),
        ({"clockOut": "2025-11-24T11:00:01Z"}, NINE, None),  # after the clock
        ({"clockOut": "2026-11-24T00:00:00Z"}, NINE, None),
        ({"clockIn": "2025-11-24T11:00:01Z", "clockOut": "2025-11-18T22:00:00Z"}, None, FIVE),
        ({"clockOut": "2025-11-20T17:00:00Z"}, NINE, "2025-11-20T17:00:00Z"),
    ],
)
def test_punches_after_the_clock_are_ignored(
    fields: dict[str, Any], clock_in: str | None, clock_out: str | None
) -> None:
    good = {"employeeId": "ann", "date": str(TUESDAY), "clockIn": "2025-11-18T14:00:00Z"}
    cards, issues = read([good | fields])
    assert cards == [timecard(clock_in, clock_out, card_id="0")]
    assert issues == []


def test_a_malformed_department_does_not_drop_the_timecard() -> None:
    cards, issues = read([{"employeeId": "ann", "date": str(TUESDAY), "departmentId": 5}])
    assert cards == [timecard(None, None, card_id="0")]
    assert [(f.path, f.reason) for f in issues] == [("Timecards/acme/0/departmentId", "malformed")]


def test_a_clock_out_at_the_clock_in_is_well_formed() -> None:
    at = "2025-11-18T14:00:00Z"
    cards, issues = read(
        [{"employeeId": "ann", "date": str(TUESDAY), "clockIn": at, "clockOut": at}]
    )
    assert cards == [timecard(at, at, card_id="0")]
    assert issues == []


@pytest.mark.parametrize(
    ("day", "by_past_runs"),
    [
        *((day, True) for day in (None, 5, True, "", "today", {"y": 2025}, "2025-11-1x")),
        *((day, True) for day in ("11/20/2025", "20/11/2025", "21/11/2025", "20 Nov 2025")),
        *((day, True) for day in ("2025-11-20 ", "2025-11-23T09:00:00Z")),
        *((day, False) for day in ("2025/11/20", "20251120", "2025.11.20", "2025-11-5")),
        *((day, False) for day in ("2025-11-2O", "2025-11-31", "2025-Nov-20")),
    ],
)
@pytest.mark.parametrize("past", [False, True])
def test_a_run_finds_timecards_without_a_valid_date(
    day: Any, by_past_runs: bool, past: bool
) -> None:
    dump = company(
        Employees={"ann": {"name": "Ann"}},
        Timecards={"bad": {"employeeId": "ann", "date": day}, "worse": "x"},
    )
    run(dump, mode="past" if past else "today")
    bad = {("Timecards/acme/bad", "malformed")} if by_past_runs or not past else set()
    assert issues_of(dump) == {*bad, ("Timecards/acme/worse", "malformed")}
    assert metrics_of(dump)[CONFLICTING_CLOCK_INS] == "None"


@pytest.mark.parametrize(
    "day", ["2025-02-30", "2025-10-4", "2025/03/01", "20250301", "2025-13-01", "2024-11-31"]
)
def test_impossible_dates_in_the_history_are_found_within_a_week(day: str) -> None:
    dump = company(Timecards={"bad": {"employeeId": "ann", "date": day}})
    found = set()
    for days in range(7):
        run(dump, RUN + days * DAY)
        found |= issues_of(dump)
    assert found == {("Timecards/acme/bad", "malformed")}


@pytest.mark.parametrize("day", [RUN, RUN + timedelta(days=1), WINDOW.first - timedelta(days=1)])
def test_a_timecard_outside_the_window_with_a_valid_date_is_ignored(day: date) -> None:
    dump = company(Timecards={"bad": {"date": str(day), "clockIn": "yesterday"}})
    run(dump)
    assert issues_of(dump) == set()


def test_a_run_reads_no_timecards_outside_the_window() -> None:
    days = [RUN, WINDOW.first - timedelta(days=1), date(2025, 1, 1), date(2024, 12, 31)]
    cards = {str(day): {"employeeId": "ann", "date": str(day)} for day in days}
    node = {"ann": {"name": "Ann"}}
    asked: list[bytes] = []

    class Recording(Dump):
        async def get(self, path: str, **query: Any) -> bytes:
            found = await super().get(path, **query)
            if path.startswith("Timecards") and "shallow" not in query:
                asked.append(found)
            return found

    run(Recording(company(Employees=node, Timecards=cards).root))
    assert set(asked) == {b"null"}
