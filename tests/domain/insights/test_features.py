"""The features of a customer at a date: only of what was known then."""

from datetime import date, timedelta
from math import log
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.context.score_history import DayScore
from customer_health.domain.insights.features import FEATURES, SHORTEST, History, features
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, OPEN_SHIFTS, PERCENTAGES
from tests.examples import RUN

DAY = timedelta(days=1)


def snapshot(day: date, **fields: Any) -> dict[str, Any]:
    return {
        EMPLOYEES: 20,
        LOGIN: iso(clock_of(day) - 3 * DAY),
        "averages": dict.fromkeys(PERCENTAGES, 5.0),
        "alertLevel": "healthy",
        "employeeChange30d": {"from": 25, "percent": -20},
        **fields,
    }


def history(days: int, score: int = 80, **fields: Any) -> History:
    dates = [RUN - n * DAY for n in range(days)]
    return History(
        {day: snapshot(day, **fields) for day in dates},
        {day: DayScore(score - (RUN - day).days, 60) for day in dates},
    )


def test_a_customer_has_all_features() -> None:
    assert features(history(100), RUN) == {
        "employees": log(21),
        "employee_decrease": 20,
        "login_days": 3,
        **dict.fromkeys(PERCENTAGES, 5),
        "score": 80,
        "score_fall": -30,
        "critical_share": 0,
        "tenure": log(99),
    }
    assert set(features(history(100), RUN) or ()) == set(FEATURES)


def test_what_is_unknown_has_no_value() -> None:
    found = features(history(100, **{LOGIN: None, "averages": {OPEN_SHIFTS: 30}}), RUN)
    assert found
    assert set(FEATURES) - set(found) == {"login_days", *PERCENTAGES} - {OPEN_SHIFTS}


def test_a_score_of_little_data_is_unknown() -> None:
    known = history(100)
    thin = {day: DayScore(one.score, 49) for day, one in known.scores.items()}
    found = features(History(known.snapshots, thin), RUN)
    assert found
    assert {"score", "score_fall"}.isdisjoint(found)


def test_a_short_or_an_old_history_has_no_features() -> None:
    assert features(history(SHORTEST), RUN) is None
    assert features(history(SHORTEST + 1), RUN)
    assert features(history(100), RUN + 7 * DAY)
    assert features(history(100), RUN + 8 * DAY) is None
    assert features(History({}, {}), RUN) is None


def test_tenure_and_absence_stop_growing() -> None:
    long_ago = iso(clock_of(RUN - 500 * DAY))
    found = features(history(500, **{LOGIN: long_ago}), RUN)
    assert found
    assert (found["tenure"], found["login_days"]) == (log(365), 60)


@given(st.integers(0, 120), st.integers(0, 40))
def test_what_comes_later_changes_nothing(ago: int, fall: int) -> None:
    cut = RUN - ago * DAY
    full = history(200, alertLevel="critical")
    full.scores[RUN] = DayScore(fall, 90)  # type: ignore[index]
    assert features(full, cut) == features(full.until(cut), cut)
