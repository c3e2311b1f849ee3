"""What the whole-system tests share: daily runs that are waited for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
import requests

from emulator_harness import Database

Json = Any
SECONDS = count(1)


@pytest.fixture
def clock_of() -> Callable[[date], datetime]:
    """A scheduled time of the run of a date, never the same twice: the Tasks emulator remembers
    the ids of tasks, and so the times of runs, for as long as it lives."""
    return lambda day: datetime.combine(day, time(11), UTC) + timedelta(seconds=next(SECONDS))


@pytest.fixture
def daily_run(
    database: Database,
    call_schedule: Callable[[str, datetime], requests.Response],
    wait_until: Callable[..., Json],
    clock_of: Callable[[date], datetime],
) -> Callable[..., Json]:
    """`daily_run(day, clock=)`: runs it to its end and returns its record, `BatchRuns/{day}`."""

    def daily_run(day: date, clock: datetime | None = None, timeout: float = 60) -> Json:
        response = call_schedule("calculateDailyMetrics", clock or clock_of(day))
        assert response.status_code == 200, response.text
        path = f"BatchRuns/{day.isoformat()}"
        wait_until(lambda: database.get(f"{path}/finishedAt"), timeout=timeout, message=path)
        return database.get(path)

    return daily_run
