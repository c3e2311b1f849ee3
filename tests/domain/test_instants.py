"""Timestamps in all formats that the contract accepts, and in the one that is written."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from customer_health.domain.instants import (
    TORONTO,
    at_wall_clock,
    clock_of,
    iso,
    newest_run_date,
    parse_instant,
)


@pytest.mark.parametrize(
    "value",
    [
        "2025-11-23T14:30:00Z",
        "2025-11-23T09:30:00-05:00",
        "2025-11-23T20:15:00.000+05:45",
        1_763_908_200_000,
        1_763_908_200_000.0,
    ],
)
def test_every_format_gives_the_same_instant(value: object) -> None:
    assert parse_instant(value) == datetime(2025, 11, 23, 14, 30, tzinfo=UTC)


def test_milliseconds_are_kept() -> None:
    assert parse_instant(1_763_908_200_001) - parse_instant(1_763_908_200_000) == timedelta(
        milliseconds=1
    )


@pytest.mark.parametrize(
    "value",
    [
        "2025-11-23T14:30:00",
        "2025-02-30T10:00:00Z",
        "2025-11-23T25:00:00Z",
        "2025-11-23",
        "yesterday",
        "",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        10**18,
        -(10**18),
        1e300,
        True,
        None,
        ["2025-11-23T14:30:00Z"],
    ],
)
def test_an_invalid_timestamp_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"timestamp|isoformat|month|hour"):
        parse_instant(value)


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2025, 11, 23, 9, 30, 59, 999_999, tzinfo=TORONTO), "2025-11-23T14:30:59Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ],
)
def test_instants_are_written_in_one_format(instant: datetime, written: str) -> None:
    assert iso(instant) == written
    assert parse_instant(written) == instant.replace(microsecond=0)


@pytest.mark.parametrize(
    ("day", "minutes", "instant"),
    [
        (date(2025, 11, 18), 9 * 60, "2025-11-18T14:00:00Z"),
        (date(2025, 7, 18), 9 * 60, "2025-07-18T13:00:00Z"),
        (date(2025, 11, 1), 30 * 60, "2025-11-02T11:00:00Z"),  # 06:00 of the next, longer day
        (date(2025, 3, 8), 30 * 60, "2025-03-09T10:00:00Z"),
        (date(2025, 3, 9), 150, "2025-03-09T07:30:00Z"),  # 02:30 is skipped that day: read as 03:30
        (date(2025, 11, 2), 90, "2025-11-02T05:30:00Z"),  # 01:30 comes twice that day: the first
    ],
)
def test_a_local_time_as_instants(day: date, minutes: int, instant: str) -> None:
    assert iso(at_wall_clock(day, minutes, TORONTO)) == instant


def test_a_clock_change_of_half_an_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    midnight, noon = (at_wall_clock(date(2025, 4, 6), m, lord_howe) for m in (0, 720))
    assert noon - midnight == timedelta(hours=12, minutes=30)


@pytest.mark.parametrize(
    ("run_date", "clock"),
    [
        (date(2025, 3, 8), "2025-03-08T11:00:00Z"),
        (date(2025, 3, 9), "2025-03-09T10:00:00Z"),
        (date(2025, 11, 1), "2025-11-01T10:00:00Z"),
        (date(2025, 11, 2), "2025-11-02T11:00:00Z"),
    ],
)
def test_a_runs_clock_is_six_in_toronto(run_date: date, clock: str) -> None:
    assert iso(clock_of(run_date)) == clock


@pytest.mark.parametrize(
    ("now", "run_date"),
    [
        ("2025-11-24T11:00:00Z", "2025-11-24"),
        ("2025-11-24T10:59:59Z", "2025-11-23"),
        ("2025-11-25T04:00:00Z", "2025-11-24"),
        ("2025-07-01T10:00:00Z", "2025-07-01"),
    ],
)
def test_the_newest_run_date_whose_clock_has_passed(now: str, run_date: str) -> None:
    assert newest_run_date(parse_instant(now)).isoformat() == run_date
