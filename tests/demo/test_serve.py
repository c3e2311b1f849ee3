"""The demo never shows a run of the future."""

from datetime import date, datetime

import pytest

from customer_health.domain.instants import clock_of
from demo.serve import newest_run


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-27T05:59:59-05:00", date(2026, 11, 26)),
        ("2026-11-27T06:00:00-05:00", date(2026, 11, 27)),
        ("2026-11-27T23:30:00-05:00", date(2026, 11, 27)),
        ("2026-12-01T00:10:00-05:00", date(2026, 11, 30)),
        ("2026-11-27T03:00:00+00:00", date(2026, 11, 26)),
        ("2026-03-08T05:30:00-04:00", date(2026, 3, 7)),  # the clocks went forward at 02:00
    ],
)
def test_the_newest_run_is_over(now: str, day: date) -> None:
    instant = datetime.fromisoformat(now)
    assert newest_run(instant) == day
    assert clock_of(newest_run(instant)) <= instant
