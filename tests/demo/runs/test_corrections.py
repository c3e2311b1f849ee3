"""The demo has a day that was restated, by a late correction and a repeated run."""

from datetime import date
from typing import Any

from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS
from customer_health.stores.customers import restatements
from demo.app.companies import Company
from demo.runs.client import DumpDatabase
from demo.runs.corrections import AGO, restate_one_day
from demo.runs.days import run_days
from demo.runs.dump import Dump
from demo.runs.history import match_linked
from tests.demo.conftest import TODAY, of_companies

DAY = TODAY - AGO


def test_a_day_of_the_demo_is_restated(data: dict[str, Any], cast: list[Company]) -> None:
    ran = of_companies(data, cast)
    match_linked(ran, clock_of(DAY))
    ran |= run_days(ran, [DAY])
    company_id = restate_one_day(ran, TODAY)
    stood, now = restatements.versions(DumpDatabase(Dump(ran)), company_id, DAY)
    before, after = (one.snapshot.averages[CONFLICTING_CLOCK_INS] for one in (stood, now))
    assert after < before
    assert stood.replaced_at is not None
    assert date.fromordinal(TODAY.toordinal() - 1) == stood.replaced_at.date()
    assert ran["DailyIndex"][str(DAY)][company_id]["restated"] is True
