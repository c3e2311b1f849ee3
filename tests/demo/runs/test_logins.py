from datetime import UTC, datetime, timedelta
from itertools import pairwise

from demo.runs.logins import earlier_logins

NEWEST = datetime(2026, 3, 9, 14, tzinfo=UTC)
SINCE = NEWEST - timedelta(days=90)


def test_logins_are_on_many_days_and_end_with_the_newest() -> None:
    found = earlier_logins("cafe", NEWEST, SINCE)
    assert found == sorted(found)
    assert found[-1] == NEWEST
    assert found[0] >= SINCE
    assert len({login.date() for login in found}) > 10


def test_people_differ_and_each_stays_the_same() -> None:
    found = [earlier_logins(f"company-{number}", NEWEST, SINCE) for number in range(30)]
    assert found == [earlier_logins(f"company-{number}", NEWEST, SINCE) for number in range(30)]
    assert len({len(logins) for logins in found}) > 10


def test_some_breaks_are_long_enough_for_an_alert() -> None:
    gaps = [
        (after - before).days
        for number in range(30)
        for logins in [earlier_logins(f"company-{number}", NEWEST, SINCE)]
        for before, after in pairwise(logins)
    ]
    long = sum(gap > 7 for gap in gaps)
    assert 0 < long < len(gaps) / 10
    assert any(gap > 14 for gap in gaps)


def test_a_login_before_the_start_is_the_only_one() -> None:
    assert earlier_logins("cafe", NEWEST, NEWEST) == [NEWEST]
