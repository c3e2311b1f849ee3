"""The six flags: at their boundaries, and without their sources."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.flags import ByHand, Flag, flags
from customer_health.domain.context.renewal import Reason, Renewal
from customer_health.domain.context.revenue_rank import top_tenth
from customer_health.domain.context.score import Score, score
from customer_health.domain.context.vendor_records import SupportRecord, Ticket
from customer_health.domain.metrics.names import METRICS
from customer_health.domain.money import Money

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
SEEN: Any = score(None, None, None, dict.fromkeys(METRICS, "healthy"), NOW)
NOBODY: dict[str, ByHand] = {}


def flag(name: str, **given: Any) -> Flag:
    known: dict[str, Any] = {
        "score": SEEN, "renewal": Renewal(), "billing": None, "support": None,
        "vip_from": None, "by_hand": NOBODY,
    }  # fmt: skip
    return {one.name: one for one in flags(**(known | given))}[name]  # type: ignore[index]


def billing(cents: int, currency: str = "CAD") -> BillingRecord:
    return BillingRecord("cus_1", "current", revenue_12m=Money(cents, currency))


@pytest.mark.parametrize(
    ("paid", "on"),
    [
        (billing(1000), True),
        (billing(999), False),
        (billing(9999, "USD"), False),
        (BillingRecord("c", "none"), False),
    ],
)
def test_vip_by_revenue(paid: BillingRecord, on: bool) -> None:
    assert flag("vip", billing=paid, vip_from=Money(1000, "CAD")).on is on


def test_vip_without_a_rank_or_a_source() -> None:
    assert flag("vip", billing=billing(10**9)).on is False
    assert flag("vip").on is None


@pytest.mark.parametrize("on", [True, False])
def test_what_a_person_said_of_a_vip_stands(on: bool) -> None:
    by_hand = {"vip": ByHand(on, "sue@pivotapp.ca", NOW)}
    found = flag("vip", billing=billing(10**9), vip_from=Money(1, "CAD"), by_hand=by_hand)
    assert (found.on, found.set_by) == (on, "sue@pivotapp.ca")


@pytest.mark.parametrize("risk", ["low", "medium", "high"])
def test_churn_risk_is_the_renewal_risk_with_its_reasons(risk: Any) -> None:
    reasons = (Reason("score", {"score": 50}),)
    found = flag("churn_risk", renewal=Renewal(risk, reasons=reasons))
    assert (found.level, found.on, found.reasons) == (risk, risk != "low", reasons)


def test_a_churn_risk_that_nobody_can_tell_of() -> None:
    assert flag("churn_risk").on is None


@pytest.mark.parametrize(
    ("value", "coverage", "risk", "on"),
    [
        (39, 100, "low", True),
        (39, 9, "low", True),
        (40, 50, "low", False),
        (40, 49, "low", None),
        (90, 49, "low", None),
        (40, 49, "high", True),
        (None, 0, "high", True),
        (None, 0, "low", None),
    ],
)
def test_at_risk(value: int | None, coverage: int, risk: Any, on: bool | None) -> None:
    score = Score(value, coverage, SEEN.parts)
    assert flag("at_risk", score=score, renewal=Renewal(risk)).on is on


@pytest.mark.parametrize(("days", "on"), [(90, True), (91, False), (-1, True), (None, None)])
def test_renewal_due(days: int | None, on: bool | None) -> None:
    due = Renewal(contract_end=days and date(2026, 6, 9), days=days)  # type: ignore[arg-type]
    assert flag("renewal_due", renewal=due).on is on


@pytest.mark.parametrize(
    ("escalated", "on"), [([], False), ([False], False), ([False, True], True)]
)
def test_open_escalation(escalated: list[bool], on: bool) -> None:
    tickets = [Ticket("1", "x", "open", None, NOW, escalated=one) for one in escalated]
    found = flag("open_escalation", support=SupportRecord(9, 9, tickets, escalated=5))
    assert found.on is on


def test_an_escalation_that_nobody_can_tell_of() -> None:
    assert flag("open_escalation").on is None


def test_legal_hold() -> None:
    assert flag("legal_hold").on is False
    held = flag("legal_hold", by_hand={"legal_hold": ByHand(True, "sue@pivotapp.ca", NOW)})
    assert (held.on, held.set_by) == (True, "sue@pivotapp.ca")


@pytest.mark.parametrize(
    ("revenues", "threshold"),
    [
        ([], None),
        ([5] * 9, None),
        (range(10), 9),
        (range(19), 18),
        (range(20), 18),
        ([7] * 40, None),
        ([9, *[7] * 40], 9),
        ([9, 9, *[7] * 18], 9),
        ([9, 9, 9, *[7] * 17], None),
    ],
)
def test_the_top_tenth(revenues: Any, threshold: int | None) -> None:
    assert top_tenth(revenues) == threshold


@given(st.lists(st.integers(1, 10**9), min_size=10, unique=True))
def test_the_top_tenth_is_a_tenth(revenues: list[int]) -> None:
    threshold = top_tenth(revenues)
    assert threshold is not None
    assert sum(one >= threshold for one in revenues) == len(revenues) // 10


@given(st.lists(st.integers(1, 9), max_size=60))
def test_at_most_a_tenth_are_in_it_also_if_many_pay_the_same(revenues: list[int]) -> None:
    threshold = top_tenth(revenues)
    inside = {one for one in revenues if threshold is not None and one >= threshold}
    best = len(revenues) // 10
    assert inside == {one for one in revenues if sum(at >= one for at in revenues) <= best}
