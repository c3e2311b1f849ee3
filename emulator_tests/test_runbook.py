"""Walk entries of the runbook: a message comes, its steps are done, and it comes no more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.metrics.names import LOGIN
from emulator_harness import Database, Suite
from emulator_harness.fakes.slack import SlackFake
from emulator_tests.alerts.test_alerts import DAY, companies, lose_sight, seen, today
from emulator_tests.log_lines import log_lines
from emulator_tests.test_cli import cli

Json = Any
Call = Callable[[str, datetime], requests.Response]
NAMES = [f"c{number}" for number in range(20)]


@pytest.fixture
def run_hourly(call_schedule: Call, delivered: Callable[..., None]) -> Callable[[], None]:
    """Run the hourly function, and wait for what it sends."""

    def run_hourly() -> None:
        assert call_schedule("followAlerts", datetime.now(UTC)).status_code == 200
        delivered()

    return run_hourly


def test_suppressed_posts_are_released(
    suite: Suite,
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    run_hourly: Callable[[], None],
) -> None:
    database.import_dump(companies(dict.fromkeys(NAMES, 1)))
    told_run(today())
    lose_sight(database, NAMES)
    told_run(today() + DAY)
    reports = {message["ts"] for message in slack.messages("customer-health")}
    assert {database.get(f"Alerts/{name}:{LOGIN}/held") for name in NAMES} == {True}

    done = cli(suite, "release", "--metric", LOGIN, "--who", "ops@pivotapp.ca")
    assert done.returncode == 0, done.stderr
    assert "20 alerts released" in done.stdout
    delivered()
    posts = {message["ts"] for message in slack.messages("customer-health")}
    assert posts > reports
    history = database.get("AlertHistory")
    assert all("ops@pivotapp.ca" in str(history[name]) for name in NAMES)
    told_run(today() + DAY)
    run_hourly()
    assert {message["ts"] for message in slack.messages("customer-health")} == posts


def test_a_dropped_message_goes_out_once_its_cause_is_corrected(
    database: Database, slack: SlackFake, run_hourly: Callable[[], None]
) -> None:
    key = "2026-01-01:run-missing:support"
    entry = {
        "destination": "support",
        "kind": "run_problem",
        "facts": {"date": "2026-01-01", "problem": "missing"},
        "state": "pending",
        "createdAt": iso(datetime.now(UTC)),
    }
    database.put(f"Outbox/{key}", entry)
    slack.fail(method="chat.postMessage", error="msg_too_long")
    run_hourly()
    assert database.get(f"Outbox/{key}/state") == "dropped"
    assert "msg_too_long" in database.get(f"Outbox/{key}/error")

    database.put(f"Outbox/{key}/state", "pending")
    run_hourly()
    run_hourly()
    [message] = slack.messages("support-logs")
    assert (database.get(f"Outbox/{key}/state"), "2026-01-01" in str(message)) == ("sent", True)


def test_a_run_without_a_plan_is_planned_by_the_check(
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    call_schedule: Call,
    wait_until: Callable[..., Json],
) -> None:
    database.import_dump(companies(dict.fromkeys(NAMES, 40)))
    told_run()
    run = f"BatchRuns/{today()}"
    database.delete(f"{run}/planned")
    for name in ("startedAt", "finishedAt"):
        database.put(f"{run}/{name}", iso(datetime.now(UTC) - timedelta(minutes=6)))
    for _ in range(2):
        assert call_schedule("checkDailyRun", datetime.now(UTC)).status_code == 200
        wait_until(lambda: database.get(f"{run}/planned"), timeout=60, message=run)
        delivered()
    [message] = slack.messages("support-logs")
    assert "nobody has been notified" in str(message)


def test_a_slow_run_is_told_with_its_minutes(
    suite: Suite,
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    call_schedule: Call,
) -> None:
    database.import_dump(companies({"maple": 1}))
    told_run()
    run = f"BatchRuns/{today()}"
    finished = parse_instant(database.get(f"{run}/finishedAt"))
    database.put(f"{run}/startedAt", iso(finished - timedelta(minutes=31, seconds=5)))
    for _ in range(2):
        assert call_schedule("checkDailyRun", datetime.now(UTC)).status_code == 200
        delivered()
    [message] = slack.messages("support-logs")
    assert "31 minutes" in str(message)
    record = database.get(run)
    assert record["reads"] > 0 < record["bytesRead"]
    events = [line for line in log_lines(suite.log_text()) if line.get("event") == "run_problem"]
    assert (events[-1]["problem"], events[-1]["date"]) == ("slow", str(today()))


def test_a_run_after_wrong_data_is_corrected_recovers_without_a_word(
    database: Database, slack: SlackFake, told_run: Callable[..., None]
) -> None:
    database.import_dump(companies(dict.fromkeys(NAMES, 1)))
    told_run(today())
    lose_sight(database, NAMES)
    told_run(today() + DAY)
    report = [message["ts"] for message in slack.messages("customer-health")]
    assert len(report) == 1

    for name in NAMES:
        database.put(f"PresenceStatus/m-{name}", seen(0), disable_triggers=True)
    told_run(today() + DAY)
    alerts = [database.get(f"Alerts/{name}:{LOGIN}") for name in NAMES]
    assert {alert["phase"] for alert in alerts} == {"resolved"}
    assert {database.get(f"CustomerIndex/{name}/level") for name in NAMES} == {"healthy"}
    told_run(today() + 2 * DAY)
    assert [message["ts"] for message in slack.messages("customer-health")] == report
