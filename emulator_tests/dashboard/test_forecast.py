"""Without a trained model, a customer's page says so in the reader's language."""

import re

from playwright.sync_api import expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk


def test_without_a_model_the_page_says_how_many_departures_are_needed(desk: Desk) -> None:
    desk.sign_in(f"agent@{DOMAIN}")
    desk.rows().first.click()
    said = desk.say(
        r"No forecast yet: \d+ of 100 departures needed\.",
        r"Pas encore de prévision\s: \d+ départs? sur les 100 requis\.",
    )
    forecast = desk.page.locator("section[aria-labelledby=forecast]")
    expect(forecast).to_contain_text(re.compile(said))
    expect(forecast).not_to_contain_text("%")
    desk.shot("forecast")
