"""A customer's page says in the reader's language how probable it is that the customer leaves and
why, or why nobody can say."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from customer_health.api.insights.forecasts import as_answer
from customer_health.domain.insights.features import FEATURES
from customer_health.domain.insights.forecast import Coefficient, Model
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_fits
from tests.forecasting.models import TRAINING

MODEL = Model(-2.0, tuple(Coefficient(name, 0.5, 10, 20, -50, 100) for name in FEATURES), TRAINING)
MEAN = dict.fromkeys(FEATURES, 10.0)


def test_without_a_model_the_page_says_how_many_departures_are_needed(desk: Desk) -> None:
    forecast = opened(desk)
    said = desk.say(
        r"No forecast yet: \d+ of 100 departures needed\.",
        r"Pas encore de prévision\s: \d+ départs? sur les 100 requis\.",
    )
    expect(forecast).to_contain_text(re.compile(said))
    expect(forecast).not_to_contain_text("%")
    desk.shot("forecast")


def test_a_forecast_has_a_reason_for_every_point_and_the_facts_of_its_model(desk: Desk) -> None:
    answer_with(desk, MEAN | {"login_days": 30.0, "score": 2.0})
    forecast = opened(desk)
    expect(forecast).to_contain_text(
        desk.say(
            "15.4% probability of leaving within 90 days (estimate).",
            "Probabilité de départ d’ici 90 jours\xa0: 15,4\xa0% (estimation).",
        )
    )
    reasons = forecast.locator("li")
    expect(reasons).to_have_count(len(FEATURES))
    expect(reasons.first).to_have_text(
        desk.say(
            "Days since the master account’s last login: 30. Raises the odds by 64.9%.",
            "Jours depuis la dernière connexion du compte maître\xa0: 30. "
            "Augmente la cote de 64,9\xa0%.",
        )
    )
    expect(forecast).to_contain_text("400")
    desk.shot("forecast-known")
    assert_fits(desk)


def test_a_forecast_that_abstains_says_why(desk: Desk) -> None:
    answer_with(desk, MEAN | {"login_days": 500.0})
    forecast = opened(desk)
    expect(forecast).to_contain_text(
        desk.say(
            "What differs: Days since the master account’s last login.",
            "Ce qui diffère\xa0: Jours depuis la dernière connexion du compte maître.",
        )
    )
    expect(forecast).not_to_contain_text(desk.say("probability of leaving", "Probabilité"))
    expect(forecast.locator("li")).to_have_count(0)
    desk.shot("forecast-abstains")
    assert_fits(desk)


def answer_with(desk: Desk, values: Mapping[str, float]) -> None:
    """Let the API answer as with a trained model: none is shipped."""
    body = as_answer(MODEL, values).model_dump_json(by_alias=True, exclude_none=True)
    reply = {"body": body, "content_type": "application/json"}
    desk.page.route("**/v1/customers/*/forecast", lambda route: route.fulfill(**reply))


def opened(desk: Desk) -> Locator:
    desk.sign_in(f"agent@{DOMAIN}")
    desk.rows().first.click()
    return desk.page.locator("section[aria-labelledby=forecast]")
