"""Other weights of the health score are played over the scores that were kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.context.score import PARTS, WEIGHTS
from customer_health.domain.context.score_history import DayPart, DayParts, DayScore, newer
from customer_health.domain.insights.weights import Weighed, reweigh, weighed
from tests.domain.context.test_score import BILLING, LEVELS, NOW, SUPPORT, USAGE, score

DAY = date(2026, 3, 11)


def day(coverage: int = 100, **parts: float) -> DayScore:
    kept: Any = {name: DayPart(at, coverage) for name, at in parts.items()}
    return DayScore(0, 0, DayParts(**kept))


def draft(**weights: int) -> Any:
    return dict.fromkeys(PARTS, 0) | weights


GOOD_BILLING = day(billing=100, engagement=40, support=100, operations=100)
BAD_BILLING = day(billing=0, engagement=100, support=100, operations=100)


def test_the_present_weights_change_nothing() -> None:
    found = reweigh({"a": {DAY: GOOD_BILLING}, "b": {DAY: BAD_BILLING}}, WEIGHTS)
    assert (found.compared, found.now, found.customers) == (2, found.draft, [])


def test_customers_change_their_colour() -> None:
    found = reweigh({"a": {DAY: GOOD_BILLING}, "b": {DAY: BAD_BILLING}}, draft(billing=1))
    assert (found.now, found.draft) == ({"green": 2}, {"green": 1, "red": 1})
    [one] = found.customers
    assert (one.company_id, one.now, one.draft) == ("b", Weighed(75, "green"), Weighed(0, "red"))


def test_earlier_days_count_too_but_the_newest_comes_first() -> None:
    before = DAY - timedelta(days=1)
    scores = {"a": {before: BAD_BILLING, DAY: GOOD_BILLING}, "b": {DAY: BAD_BILLING}}
    found = reweigh(scores, draft(billing=1))
    assert found.first == before
    assert [(one.company_id, one.days, one.changed_days) for one in found.customers] == [
        ("b", 1, 1),
        ("a", 2, 1),
    ]


def test_a_score_that_rests_on_little_has_no_colour() -> None:
    few = {"a": {DAY: day(operations=100)}}
    assert reweigh(few, draft(operations=1)).now == {"none": 1}
    assert reweigh(few, draft(operations=1)).draft == {"green": 1}
    assert reweigh(few, draft(billing=1)).draft == {"none": 1}


def test_days_without_parts_do_not_count() -> None:
    found = reweigh({"a": {DAY: DayScore(70, 100)}, "b": {}}, WEIGHTS)
    assert (found.compared, found.first, found.now, found.customers) == (0, None, {}, [])


@given(failed=st.integers(0, 9), users=st.integers(0, 10), known=st.tuples(*[st.booleans()] * 3))
def test_the_kept_parts_give_the_score_of_the_day(failed: int, users: int, known: Any) -> None:
    billing, usage, support = known
    whole = score(
        replace(BILLING, failed_payments_12m=failed) if billing else None,
        replace(USAGE, active_users=users) if usage else None,
        SUPPORT if support else None,
        LEVELS,
        NOW,
    )
    kept = newer({}, DAY, whole)
    assert kept
    assert kept.parts
    found = weighed(kept.parts, WEIGHTS)
    assert abs((found.score or 0) - kept.score) <= 1
    assert found.colour == (whole.band or "none") or whole.value in (40, 70, 39, 69)
