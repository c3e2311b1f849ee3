"""Check a daily run an hour later: each problem is reported once, and queued again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from emulator_harness import Database
from emulator_harness.fakes.slack import SlackFake

Json = Any
Check = Callable[[date], None]

DAY = timedelta(days=1)


def today() -> date:
    return datetime.now(UTC).astimezone(ZoneInfo("America/Toronto")).date()


def linked(*names: str) -> Json:
    company = {"csmDashboardLinked": True}
    return {"Companies": {name: company | {"name": name.title()} for name in names}}


@pytest.fixture
def check(
    call_schedule: Callable[[str, datetime], requests.Response],
    delivered: Callable[..., None],
) -> Check:
    """Check the run of a day, and wait for the last message."""

    def check(day: date) -> None:
        response = call_schedule("checkDailyRun", datetime.combine(day, time(12), UTC))
        assert response.status_code == 200, response.text
        delivered()

    return check


def reports(slack: SlackFake) -> list[str]:
    return [f"{m['text']} {m.get('blocks')}" for m in slack.messages("support-logs")]


def test_a_run_that_did_not_start_is_started_and_reported_once(
    database: Database, slack: SlackFake, check: Check, wait_until: Callable[..., Json]
) -> None:
    database.import_dump(linked("maple", "oak"))
    # The ids of its tasks contain the day: no other test may use the same day.
    day = today() + 100 * DAY
    check(day)
    planned = f"BatchRuns/{day}/planned"
    wait_until(lambda: database.get(planned), timeout=60, message=planned)
    assert database.get(f"BatchRuns/{day}/done") == 2
    check(day)
    [message] = reports(slack)
    assert "did not start" in message


def test_shards_that_stay_away_are_queued_again(
    database: Database,
    slack: SlackFake,
    check: Check,
    wait_until: Callable[..., Json],
    clock_of: Callable[[date], datetime],
) -> None:
    database.import_dump(linked("maple", "oak"))
    day, clock = today(), clock_of(today())
    # Now, so that a run late in the day is not reported as slow.
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    report = {"done": 1, "skipped": 0, "reads": 10, "bytesRead": 100, "finishedAt": at}
    run = {
        "request": clock.strftime("%Y%m%dT%H%M%SZ"), "clock": clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "startedAt": at,
        "companies": 2, "shardCount": 2, "shards": {"n0": report},
    }  # fmt: skip
    database.put(f"BatchRuns/{day}", run)
    database.put(f"BatchPlans/{day}", {"n0": ["maple"], "n1": ["oak"]})
    check(day)
    planned = f"BatchRuns/{day}/planned"
    wait_until(lambda: database.get(planned), timeout=60, message=planned)
    assert database.get(f"BatchRuns/{day}/done") == 2
    assert set(database.get("CustomerIndex")) == {"oak"}
    check(day)
    [message] = reports(slack)
    assert "1 of 2 shards has finished" in message


def test_companies_without_figures_are_named_and_done_again(
    database: Database,
    slack: SlackFake,
    check: Check,
    told_run: Callable[..., None],
    wait_until: Callable[..., Json],
) -> None:
    database.import_dump(linked("maple", "oak"))
    refused = {"method": "GET", "path": "^/Employees/oak", "status": 400}
    database.faults({"requests": [refused]})
    day = today()
    told_run(day)
    assert database.get(f"BatchRuns/{day}/failed") == 1
    database.clear_faults()
    check(day)
    wait_until(lambda: database.get(f"BatchRuns/{day}/done") == 2, timeout=60, message="oak")
    assert database.get(f"BatchRuns/{day}/failed") == 0
    assert database.get(f"CustomerHealthMetrics/oak/history/{day}/numberofemployees") == 0
    check(day)
    [message] = reports(slack)
    assert "1 of 2 companies has no figures" in message
    assert "oak: " in message
    assert "Employees/oak" in message


def test_a_run_in_order_is_not_worth_a_word(
    database: Database, slack: SlackFake, check: Check, told_run: Callable[..., None]
) -> None:
    database.import_dump(linked("maple"))
    told_run(today())
    check(today())
    assert reports(slack) == []


def test_missed_days_are_made_up_for_by_the_next_run(
    database: Database,
    slack: SlackFake,
    daily_run: Callable[..., Json],
    wait_until: Callable[..., Json],
) -> None:
    """A missed day is run for the history only: no alert is raised for it."""
    database.import_dump(linked("maple") | {"AlertRuns": {"firstRun": "2025-01-01"}})
    hired = {"name": "A", "createdAt": f"{today() - DAY}T05:30:00Z"}
    database.put("Employees/maple/ann", hired, disable_triggers=True)
    daily_run(today() - 3 * DAY)
    daily_run(today())
    for ago, employees in ((2, 0), (1, 1)):
        day = today() - ago * DAY
        done = f"BatchRuns/{day}/done"
        wait_until(lambda path=done: database.get(path), timeout=60, message=done)
        assert database.get(f"BatchRuns/{day}/madeUpBy") == str(today())
        history = database.get(f"CustomerHealthMetrics/maple/history/{day}")
        assert history["numberofemployees"] == employees
    assert "madeUpBy" not in database.get(f"BatchRuns/{today()}")
    assert database.get("CustomerIndex/maple/ranAt").startswith(str(today()))
    assert slack.messages("customer-health") == []
