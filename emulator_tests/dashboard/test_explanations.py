"""Each red or amber figure says what would turn it green, in the reader's language."""

import re

from playwright.sync_api import expect

from customer_health.domain.metrics.names import OPEN_SHIFTS
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk


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
