"""Fixtures of the dashboard's tests. All of them share one browser and one day's customers."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser

from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.roles import ROLE_CLAIM
from demo.app.companies import companies
from demo.app.database import demo_data
from demo.runs.history import add_history
from demo.vendors.accounts import account
from demo.vendors.hubspot import fill_hubspot
from demo.vendors.stripe import fill_stripe
from demo.vendors.zendesk import fill_zendesk
from emulator_harness import Suite
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.browser import running_browser
from emulator_tests.dashboard.customers import (
    BLANK,
    CHEAPEST,
    DOMAIN,
    HOSTILE,
    LONG,
    RIGHT_TO_LEFT,
    busy_companies,
    rename,
)
from emulator_tests.dashboard.desk import LANGUAGES, Desk, at_desk


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="session")
def hostile_id(suite: Suite, crm: HubSpotFake, payments: StripeFake, help_desk: ZendeskFake) -> str:
    """The demo's companies after today's run, with the vendors' fakes, and an account of each role.
    The names of one company, its people and departments are scripts, which must not run; those of
    three others are very long, written from right to left, and blank."""
    today = datetime.now(TORONTO).date()
    data = demo_data(today)
    hostile, long, right_to_left, blank, *_ = busy_companies(data)
    names = {hostile: HOSTILE, long: LONG, right_to_left: RIGHT_TO_LEFT, blank: BLANK}
    for company_id, name in names.items():
        rename(data, company_id, name)
    add_history(data, today, every=15)
    known = [account(company, today) for company in companies(today, 1)]
    for vendor in (crm, payments, help_desk):
        vendor.reset()
    crm.limit(rate=None, search_rate=None)
    fill_hubspot(crm, known, data["CrmCompanies"])
    fill_stripe(payments, known)
    payments.put_price(CHEAPEST, 900, currency="cad")
    fill_zendesk(help_desk, known)
    suite.wait_until_idle()
    suite.database.import_dump(data)
    suite.auth.clear()
    for role in ("agent", "supervisor", "executive", "admin"):
        suite.auth.create_user(f"{role}@{DOMAIN}", **{ROLE_CLAIM: role})
    suite.call_schedule("calculateDailyMetrics", clock_of(today))
    wait_until(
        lambda: suite.database.get(f"BatchRuns/{today}/planned"), timeout=120, message="a run"
    )
    return hostile


@pytest.fixture(params=LANGUAGES)
def desk(
    request: pytest.FixtureRequest, browser: Browser, suite: Suite, hostile_id: str
) -> Iterator[Desk]:
    with at_desk(browser, suite, request.param) as desk:
        yield desk
        desk.assert_clean()


@pytest.fixture
def english(browser: Browser, suite: Suite, hostile_id: str) -> Iterator[Desk]:
    with at_desk(browser, suite) as desk:
        yield desk
        desk.assert_clean()
