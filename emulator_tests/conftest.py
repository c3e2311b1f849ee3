"""Fixtures of the whole-system tests: complete daily runs, and the fakes of Slack and the CRM."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
import requests

from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.stores.rtdb.nodes import children
from emulator_harness import Database, Suite
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_tests.log_lines import TRACE, log_lines
from tests.connectors.hubspot.portal import portal

Json = Any
SECRETS = (
    *("SLACK_TOKEN", "SLACK_SIGNING_SECRET", "HUBSPOT_TOKEN", "STRIPE_KEY", "ZENDESK_TOKEN"),
    "SMTP_URL",
)
SHORT = 4
"""Characters: a shorter name may be in a line by chance."""

SECONDS = count(1)
latest = datetime.min.replace(tzinfo=UTC)


@pytest.fixture(scope="session")
def workspace() -> Iterator[SlackFake]:
    with SlackFake(rate=None) as running:
        yield running


@pytest.fixture(scope="session")
def crm() -> Iterator[HubSpotFake]:
    with portal() as running:
        yield running


@pytest.fixture(scope="session")
def payments() -> Iterator[StripeFake]:
    with StripeFake() as running:
        yield running


@pytest.fixture(scope="session")
def help_desk() -> Iterator[ZendeskFake]:
    with ZendeskFake() as running:
        yield running


@pytest.fixture(scope="session")
def mailbox() -> Iterator[SmtpFake]:
    with SmtpFake() as running:
        yield running


@pytest.fixture(scope="session")
def suite_env(
    workspace: SlackFake,
    crm: HubSpotFake,
    payments: StripeFake,
    help_desk: ZendeskFake,
    mailbox: SmtpFake,
) -> Mapping[str, str]:
    return {
        "REQUESTS_A_MINUTE": "1000000",
        "DASHBOARD_URL": "https://health.example.com",
        "SLACK_URL": workspace.api_url,
        "SLACK_TOKEN": workspace.token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_ALERTS_CHANNEL": workspace.channel_id("customer-health"),
        "SLACK_SUPPORT_CHANNEL": workspace.channel_id("support-logs"),
        "HUBSPOT_TOKEN": crm.token,
        "HUBSPOT_URL": crm.url,
        "CRM_FIGURES": "on",
        "STRIPE_KEY": payments.key,
        "STRIPE_URL": payments.url,
        "ZENDESK_URL": help_desk.url,
        "ZENDESK_EMAIL": help_desk.email,
        "ZENDESK_TOKEN": help_desk.token,
        "ZENDESK_RATE": "100000",
        "SMTP_URL": mailbox.smtp_url,
        "MAIL_FROM": "support@pivotapp.ca",
    }


@pytest.fixture(scope="session")
def secret_values(suite_env: Mapping[str, str]) -> list[str]:
    return [suite_env[name] for name in SECRETS]


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check what functions print and store during a test: each line is JSON, has the trace of its
    request, and names no customer and no e-mail address; no line and no record holds a secret."""
    if not {"suite", "crm"} <= set(request.fixturenames):  # the harness has tests without either
        yield
        return
    suite: Suite = request.getfixturevalue("suite")
    secrets: list[str] = request.getfixturevalue("secret_values")
    printed = len(suite.log_text())
    yield
    lines = log_lines(suite.log_text()[printed:])
    if not suite.official_database:
        suite.database.clear_faults()
    stored = suite.database.get("") or {}
    names = names_of_customers(stored)
    traced = re.compile(r"projects/[^/]+/traces/[0-9a-f]{32}")
    assert [line for line in lines if not traced.fullmatch(line[TRACE])] == []
    texts = [json.dumps(line, ensure_ascii=False) for line in lines]
    assert [text for text in texts if re.search(r"\w@\w+\.\w", text)] == []
    assert [text for text in texts if any(name in text for name in names)] == []
    texts.append(json.dumps(stored))
    assert [text for text in texts if any(secret in text for secret in secrets)] == []


def names_of_customers(stored: Json) -> set[str]:
    tables = (children(stored.get(key)) for key in ("Companies", "CustomerIndex"))
    rows = (row for table in tables for row in table.values())
    names = (row.get("name") for row in rows if isinstance(row, dict))
    return {name for name in names if isinstance(name, str) and len(name) > SHORT}


@pytest.fixture
def slack(workspace: SlackFake, database: Database) -> SlackFake:
    """Return the Slack workspace, without messages, faults or pending deliveries."""
    workspace.reset()
    workspace.rate = None
    return workspace


@pytest.fixture
def hubspot(crm: HubSpotFake, database: Database) -> HubSpotFake:
    """Return the CRM, without companies, owners, faults or rate limits."""
    crm.reset()
    crm.limit(rate=None, search_rate=None)
    return crm


@pytest.fixture
def clock_of() -> Callable[[date], datetime]:
    """Return a scheduled time on a date, a new one each time: the Tasks emulator never accepts the
    same id of a task twice, and the ids contain the time."""
    return lambda day: datetime.combine(day, time(11), UTC) + timedelta(seconds=next(SECONDS))


@pytest.fixture
def present() -> Callable[[], datetime]:
    """Return the present time as a scheduled time, a new one each time."""

    def present() -> datetime:
        global latest
        latest = max(datetime.now(UTC).replace(microsecond=0), latest + timedelta(seconds=1))
        return latest

    return present


@pytest.fixture
def daily_run(
    database: Database,
    call_schedule: Callable[[str, datetime], requests.Response],
    wait_until: Callable[..., Json],
    clock_of: Callable[[date], datetime],
    present: Callable[[], datetime],
) -> Callable[..., Json]:
    """`daily_run(day, clock=)` runs a day to its end, and returns its record `BatchRuns/{day}`.
    Without a day it runs now."""

    def daily_run(
        day: date | None = None, clock: datetime | None = None, timeout: float = 60
    ) -> Json:
        at = clock or (clock_of(day) if day else present())
        response = call_schedule("calculateDailyMetrics", at)
        assert response.status_code == 200, response.text
        path = f"BatchRuns/{at.astimezone(TORONTO).date()}"
        wait_until(lambda: database.get(f"{path}/finishedAt"), timeout=timeout, message=path)
        return database.get(path)

    return daily_run


@pytest.fixture
def delivered(
    suite: Suite, database: Database, wait_until: Callable[..., Json]
) -> Callable[..., None]:
    """`delivered()` waits until all entries of the outbox are delivered."""

    def delivered(timeout: float = 60) -> None:
        def waiting() -> Json:
            return database.query("Outbox", "state", equalTo="pending")

        wait_until(lambda: not waiting(), timeout=timeout, message="pending notices")
        suite.wait_until_idle()

    return delivered


@pytest.fixture
def told_run(
    database: Database,
    daily_run: Callable[..., Json],
    delivered: Callable[..., None],
    wait_until: Callable[..., Json],
) -> Callable[..., None]:
    """`told_run(day)`: a daily run to its end, now or of a day, and all that Slack hears of it."""

    def told_run(day: date | None = None) -> None:
        run_date = parse_instant(daily_run(day)["clock"]).astimezone(TORONTO).date()
        planned = f"BatchRuns/{run_date}/planned"
        wait_until(lambda: database.get(planned), timeout=60, message=planned)
        delivered()

    return told_run
