"""A figure says what would turn it green, and how unusual its change is, in the reader's
language."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from customer_health.api.insights.movers import trend
from customer_health.api.insights.movers_models import FleetTrend
from customer_health.domain.insights.movers import Spread
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_fits


def test_a_red_figure_says_what_would_turn_it_green(desk: Desk) -> None:
    desk.sign_in(f"agent@{DOMAIN}", f"/?metricLevel={OPEN_SHIFTS}%3Acritical")
    desk.rows().first.click()
    figure = desk.page.locator(f"section[aria-labelledby={OPEN_SHIFTS}]")
    said = desk.say(
        r"To turn green: Fill \d+ of the \d+ open shifts\.",
        r"Pour revenir au vert\s: Pourvoir \d+ des \d+ quarts ouverts\.",
    )
    expect(figure.locator(".explanation")).to_contain_text(re.compile(said))
    desk.shot("explanations")


def test_a_figure_that_moves_more_than_most_says_so(desk: Desk) -> None:
    """The suite's history has no run of two weeks ago: the answer is made by the API's own code."""
    changes = {OPEN_SHIFTS: 13.5, OUTSIDE_AVAILABILITY: 0.4, CONFLICTING_CLOCK_INS: -2.0}
    found = FleetTrend(
        first=date(2026, 11, 13),
        last=date(2026, 11, 27),
        figures=[
            trend(Spread(metric, 60, -0.8, 0.1, 1.0, 0.9), change, 14)
            for metric, change in changes.items()
        ],
    )
    reply = {"body": found.model_dump_json(by_alias=True), "content_type": "application/json"}
    desk.page.route("**/v1/customers/*/fleet-trend", lambda route: route.fulfill(**reply))
    desk.sign_in(f"agent@{DOMAIN}", f"/?metricLevel={OPEN_SHIFTS}%3Acritical")
    desk.rows().first.click()
    all_customers = desk.say(
        "Half of all customers changed by 0.9 points at most (estimate).",
        "La moitié des clients ont changé d’au plus 0,9 point (estimation).",
    )
    up = desk.say("Up 13.5 points in 14 days.", "Hausse de 13,5 points en 14 jours.")
    down = desk.say("Down 2 points in 14 days.", "Baisse de 2 points en 14 jours.")
    for metric, own in ((OPEN_SHIFTS, up), (CONFLICTING_CLOCK_INS, down)):
        figure = desk.page.locator(f"section[aria-labelledby={metric}]")
        expect(figure.locator(".explanation")).to_contain_text(f"{own} {all_customers}")
    usual = desk.page.locator(f"section[aria-labelledby={OUTSIDE_AVAILABILITY}]")
    expect(usual).not_to_contain_text(all_customers)
    desk.shot("fleet-trend")


@pytest.mark.parametrize("metric", [EMPLOYEES, LOGIN, OPEN_SHIFTS])
def test_each_figure_names_its_records_and_code(
    desk: Desk, suite: Suite, hostile_id: str, metric: str
) -> None:
    origins = suite.database.get(f"SnapshotOrigins/{hostile_id}")
    desk.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}/metrics/{metric}")
    named = desk.page.locator(".origin code")
    expect(named.nth(1)).to_have_text(origins[max(origins)]["code"])
    assert_fits(desk)
