"""Who is moving, and how a customer moves beside all others, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN, OPEN_SHIFTS
from customer_health.flows.insights import movers
from tests.api.client import Api, row
from tests.examples import CLOCK, RUN

WEEK = RUN - timedelta(days=7)
LEVELS = {"open": "healthy", "login": "healthy"}


def day(open_shifts: float, **levels: str) -> dict[str, Any]:
    level = "critical" if "critical" in levels.values() else "healthy"
    known = {**LEVELS, **levels}
    return row(averages={"open": open_shifts}, level=level, levels=known, login=iso(CLOCK))


@pytest.fixture
def moving(api: Api) -> Api:
    """Return an API with ten customers: one got worse, one better, one is new, one is gone."""
    movers.moved.cache_clear()
    api.give(now=lambda: CLOCK)
    others = {f"c{n}": day(5) for n in range(8)}
    now = {"worse": day(21.5, open="critical"), "better": day(2), "new": day(50, open="critical")}
    before = {"worse": day(8), "better": day(9), "gone": day(5)}
    api.load(
        CustomerIndex={key: row(name=key.title()) for key in {**others, **now}},
        DailyIndex={str(WEEK): others | before, str(RUN): others | now},
    )
    return api


def test_the_movers_are_those_that_are_in_both_runs(moving: Api) -> None:
    found = moving.get("movers")
    assert (found["first"], found["last"], found["compared"]) == (str(WEEK), str(RUN), 10)
    assert (found["totalWorse"], found["totalBetter"]) == (1, 1)
    assert [one["id"] for one in found["better"]] == ["better"]
    [worse] = found["worse"]
    assert worse == {
        "id": "worse",
        "name": "Worse",
        "was": "healthy",
        "level": "critical",
        "moves": [
            {
                "metric": OPEN_SHIFTS,
                "before": 8,
                "now": 21.5,
                "text": {
                    "en": "Open shifts: 8% → 21.5%",
                    "fr": "Quarts ouverts\xa0: 8\xa0% → 21,5\xa0%",
                },
            }
        ],
    }


def test_without_a_run_a_week_ago_nobody_moved(moving: Api) -> None:
    found = moving.send("GET", "movers?days=6").json
    assert (found["compared"], found["worse"], found["better"]) == (0, [], [])


def test_a_run_that_is_under_way_is_not_compared(moving: Api) -> None:
    yesterday = RUN - timedelta(days=1)
    moving.load(BatchRuns={str(yesterday): {"finishedAt": iso(CLOCK - timedelta(days=1))}})
    assert moving.get("movers")["last"] == str(yesterday)
    moving.load(**{f"BatchRuns/{RUN}/finishedAt": iso(CLOCK)})
    assert moving.get("movers")["last"] == str(RUN)


def test_a_row_that_cant_be_read_hides_no_other(moving: Api) -> None:
    moving.load(**{f"DailyIndex/{RUN}/better": {"level": 7}})
    movers.moved.cache_clear()
    found = moving.get("movers")
    assert (found["compared"], found["totalWorse"]) == (9, 1)


def test_a_customer_moves_beside_all_others(moving: Api) -> None:
    found = moving.send("GET", "customers/worse/fleet-trend?days=7").json
    [figure] = found["figures"]
    assert (figure["metric"], figure["change"], figure["customers"]) == (OPEN_SHIFTS, 13.5, 10)
    assert (figure["lower"], figure["median"], figure["upper"]) == (0, 0, 0)
    assert figure["text"]["en"] == (
        "Up 13.5 points in 7 days. "
        "Half of all customers changed by less than 0.1 points (estimate)."
    )
    assert LOGIN not in str(found)


def test_a_customer_that_is_new_has_no_trend(moving: Api) -> None:
    assert moving.send("GET", "customers/new/fleet-trend?days=7").json["figures"] == []
    assert moving.send("GET", "customers/nobody/fleet-trend").status_code == 404


@pytest.mark.parametrize("query", ["days=0", "days=31", "limit=0", "limit=101"])
def test_a_query_out_of_bounds_is_refused(moving: Api, query: str) -> None:
    assert moving.send("GET", f"movers?{query}").status_code == 422
