"""A job of the scheduler that is run by hand works as of now, whichever time it carries."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from customer_health.handlers.runs import start_daily_run
from tests.memory_database import MemoryDatabase
from tests.services import services_over

SIX = datetime(2026, 11, 28, 11, tzinfo=UTC)
NOON = SIX + timedelta(hours=6)
DAY = timedelta(days=1)


@pytest.mark.parametrize("carried", [NOON, SIX + DAY])
def test_a_forced_run_is_another_run_of_today_and_tomorrow_has_its_own(carried: datetime) -> None:
    database = MemoryDatabase({"Companies": {"acme": {"csmDashboardLinked": True}}})

    def start(now: datetime, carried: datetime) -> dict[str, str]:
        services = services_over(database, now=lambda: now)
        start_daily_run(SimpleNamespace(job_name="daily", schedule_time=carried), services)
        return {day: run["startedAt"] for day, run in database.get("BatchRuns").items()}

    assert start(SIX, SIX) == {"2026-11-28": "2026-11-28T11:00:00Z"}
    assert start(NOON, carried) == {"2026-11-28": "2026-11-28T17:00:00Z"}
    assert start(SIX + DAY, SIX + DAY)["2026-11-29"] == "2026-11-29T11:00:00Z"


def test_a_function_whose_clock_is_behind_the_schedulers_takes_the_schedulers_time() -> None:
    database = MemoryDatabase({"Companies": {"acme": {"csmDashboardLinked": True}}})
    services = services_over(database, now=lambda: SIX - timedelta(seconds=1))
    start_daily_run(SimpleNamespace(job_name="daily", schedule_time=SIX), services)
    assert database.get("BatchRuns/2026-11-28/request") == "20261128T110000Z"
