"""The health score: what each check costs, and that nothing bad ever raises it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.context.billing_record import BillingRecord, Payment
from customer_health.domain.context.product_features import OFFERED
from customer_health.domain.context.score import PARTS, Score, score, worst
from customer_health.domain.context.score_checks import ramp
from customer_health.domain.context.vendor_records import Feature, SupportRecord, Ticket, Usage
from customer_health.domain.metrics.names import EMPLOYEES, METRICS
from customer_health.domain.money import Money

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
LEVELS: dict[str, Any] = dict.fromkeys(METRICS, "healthy")
PAID = Payment("ch_1", NOW, Money(5000, "CAD"), succeeded=True)
BILLING = BillingRecord("cus_1", "current", last_payment=PAID, revenue_12m=Money(120_000, "CAD"))
USAGE = Usage(
    active_users=10,
    seats=10,
    last_login=NOW,
    features=[Feature(name, NOW, 5) for name in OFFERED],
    features_offered=len(OFFERED),
    trend_percent=0.0,
)
SUPPORT = SupportRecord(tickets=4, tickets_before=8, satisfaction=5.0, ratings=3)


def ticket(priority: Any = "normal", *, escalated: bool = False) -> Ticket:
    return Ticket("1", "help", "open", priority, NOW, escalated=escalated)


def losses(found: Score) -> dict[str, Fraction]:
    return {loss.code: loss.points for part in found.parts for loss in part.losses}


def test_all_well() -> None:
    found = score(BILLING, USAGE, SUPPORT, LEVELS, NOW)
    assert (found.value, found.coverage, found.band, losses(found)) == (100, 100, "green", {})
    assert worst(found.parts) is None


@pytest.mark.parametrize(
    ("changes", "code", "points"),
    [
        ({"payment_status": "past_due"}, "payment_status", 50),
        ({"payment_status": "paused"}, "payment_status", 25),
        ({"failed_payments_12m": 1}, "failed_payments", Fraction(15, 2)),
        ({"failed_payments_12m": 4}, "failed_payments", 30),
        ({"failed_payments_12m": 40}, "failed_payments", 30),
        ({"balance": Money(99_000, "CAD")}, "balance", 0),
        ({"payment_status": "paused", "balance": Money(99_000, "CAD")}, "payment_status", 25),
    ],
)
def test_billing(changes: Any, code: str, points: Any) -> None:
    found = score(replace(BILLING, **changes), None, None, {}, NOW)
    assert losses(found) == ({code: points} if points else {})
    assert found.value == round(100 - points)


@pytest.mark.parametrize(
    ("cents", "revenue", "points"),
    [
        (5_000, 120_000, 10),
        (10_000, 120_000, 20),
        (90_000, 120_000, 20),
        (-90_000, 120_000, 0),
        (1, 0, 20),
    ],
)
def test_what_is_owed_counts_when_it_is_late(cents: int, revenue: int, points: int) -> None:
    late = replace(
        BILLING,
        payment_status="past_due",
        balance=Money(cents, "CAD"),
        revenue_12m=Money(revenue, "CAD"),
    )
    found = losses(score(late, None, None, {}, NOW))
    assert found == {"payment_status": 50} | ({"balance": points} if points else {})


@pytest.mark.parametrize(
    ("changes", "code", "points"),
    [
        ({"active_users": 8}, "active_users", 0),
        ({"active_users": 5}, "active_users", Fraction(35, 2)),
        ({"active_users": 2}, "active_users", 35),
        ({"last_login": NOW - timedelta(days=7)}, "last_login", 0),
        ({"last_login": NOW - timedelta(days=18.5)}, "last_login", Fraction(25, 2)),
        ({"last_login": NOW - timedelta(days=30)}, "last_login", 25),
        ({"last_login": None}, "never_logged_in", 25),
        ({"features": []}, "adoption", 20),
        ({"features": [Feature("schedule", NOW - timedelta(days=31), 5)]}, "adoption", 20),
        ({"features": [Feature("unheard-of", NOW, 5)]}, "adoption", 20),
        ({"trend_percent": 30.0}, "trend", 0),
        ({"trend_percent": -25.0}, "trend", 10),
        ({"trend_percent": -100.0}, "trend", 20),
    ],
)
def test_engagement(changes: Any, code: str, points: Any) -> None:
    found = score(None, replace(USAGE, **changes), None, {}, NOW)
    assert losses(found) == ({code: points} if points else {})


@pytest.mark.parametrize(
    ("changes", "code", "points"),
    [
        ({"satisfaction": 4.5}, "satisfaction", 0),
        ({"satisfaction": 3.5}, "satisfaction", Fraction(35, 2)),
        ({"satisfaction": 1.0}, "satisfaction", 35),
        ({"escalated": 1}, "escalations", 5),
        ({"escalated": 9}, "escalations", 25),
        ({"open": [ticket("urgent")]}, "open_tickets", 10),
        ({"open": [ticket(None)]}, "open_tickets", Fraction(5, 2)),
        ({"open": [ticket("high")] * 8}, "open_tickets", 20),
        ({"tickets": 8}, "ticket_trend", 0),
        ({"tickets": 12}, "ticket_trend", 10),
        ({"tickets": 16}, "ticket_trend", 20),
        ({"tickets": 5, "tickets_before": 0}, "ticket_trend", 0),
    ],
)
def test_support(changes: Any, code: str, points: Any) -> None:
    found = score(None, None, replace(SUPPORT, **changes), {}, NOW)
    assert losses(found) == ({code: points} if points else {})


@pytest.mark.parametrize(("level", "points"), [("healthy", 0), ("warning", 10), ("critical", 20)])
def test_operations(level: Any, points: int) -> None:
    found = score(None, None, None, {**LEVELS, EMPLOYEES: level}, NOW)
    assert found.value == 100 - points
    assert [dict(loss.params) for loss in found.part("operations").losses] == (
        [{"metric": EMPLOYEES, "level": level}] if points else []
    )


def test_the_whole_is_the_parts_mean_by_weight() -> None:
    owing, silent = replace(BILLING, payment_status="past_due"), replace(USAGE, last_login=None)
    found = score(owing, silent, SUPPORT, LEVELS, NOW)
    assert found.value == round((25 * 50 + 30 * 75 + 20 * 100 + 25 * 100) / 100)
    assert worst(found.parts) == found.part("billing").losses[0]


@pytest.mark.parametrize(
    ("billing", "usage", "support", "levels", "coverage"),
    [
        (None, None, None, {}, 0),
        (BILLING, None, None, {}, 25),
        (None, USAGE, None, {}, 30),
        (None, replace(USAGE, trend_percent=None), None, {}, 24),
        (None, None, replace(SUPPORT, satisfaction=None), {}, 13),
        (None, None, None, {**LEVELS, EMPLOYEES: "none"}, 20),
        (BillingRecord("cus_1", "none"), None, None, LEVELS, 25),
        (None, Usage(0, 0), None, {}, 0),
    ],
)
def test_what_has_no_data_is_left_out(
    billing: Any, usage: Any, support: Any, levels: Any, coverage: int
) -> None:
    found = score(billing, usage, support, levels, NOW)
    assert found.coverage == coverage
    assert found.value == (100 if coverage else None)


@pytest.mark.parametrize(
    ("value", "band"), [(100, "green"), (70, "green"), (69, "yellow"), (40, "yellow"), (39, "red")]
)
def test_bands(value: int, band: str) -> None:
    assert Score(value, 100, ()).band == band


@pytest.mark.parametrize(
    ("value", "coverage", "band"),
    [(100, 49, None), (100, 50, "green"), (69, 10, "yellow"), (20, 10, "red")],
)
def test_a_good_score_on_little_data_is_not_green(
    value: int, coverage: int, band: str | None
) -> None:
    assert Score(value, coverage, ()).band == band


def test_no_value_has_no_band() -> None:
    assert Score(None, 0, ()).band is None


cents = st.integers(-10_000, 500_000)
whens = st.none() | st.integers(0, 400).map(lambda days: NOW - timedelta(days=days))
levels = st.fixed_dictionaries(
    {metric: st.sampled_from(["healthy", "warning", "critical", "none"]) for metric in METRICS}
)
billings = st.none() | st.builds(
    BillingRecord,
    customer_id=st.just("cus_1"),
    payment_status=st.sampled_from(["current", "past_due", "paused", "none"]),
    last_payment=st.sampled_from([None, PAID]),
    failed_payments_12m=st.integers(0, 20),
    balance=st.none() | cents.map(lambda amount: Money(amount, "CAD")),
    revenue_12m=st.none() | cents.map(lambda amount: Money(amount, "CAD")),
)
usages = st.none() | st.builds(
    Usage,
    active_users=st.integers(0, 60),
    seats=st.integers(0, 50),
    last_login=whens,
    features=st.lists(
        st.builds(Feature, st.sampled_from(OFFERED), whens, st.integers(0, 9)), max_size=9
    ),
    features_offered=st.sampled_from([0, len(OFFERED)]),
    trend_percent=st.none() | st.floats(-100, 900),
)
tickets = st.builds(ticket, st.sampled_from([None, "low", "normal", "high", "urgent"]))
supports = st.none() | st.builds(
    SupportRecord,
    tickets=st.integers(0, 300),
    tickets_before=st.integers(0, 300),
    open=st.lists(tickets, max_size=6),
    satisfaction=st.none() | st.floats(1, 5),
    escalated=st.integers(0, 30),
)


@given(billings, usages, supports, levels)
def test_within_bounds_and_every_point_has_its_reason(
    billing: Any, usage: Any, support: Any, levels: Any
) -> None:
    found = score(billing, usage, support, levels, NOW)
    assert (found.value is None) == (found.coverage == 0)
    assert found.value is None or 0 <= found.value <= 100
    assert 0 <= found.coverage <= 100
    for part in found.parts:
        assert part.score is None or 0 <= part.score <= 100
        if part.score is not None:
            assert sum(loss.points for loss in part.losses) == 100 - part.score


WORSE: dict[str, Any] = {
    "another failed payment": ("billing", lambda b: replace(
        b, failed_payments_12m=b.failed_payments_12m + 1)),
    "overdue": ("billing", lambda b: b if b.payment_status == "none" else replace(
        b, payment_status="past_due")),
    "owes more": ("billing", lambda b: replace(
        b, balance=Money((b.balance.cents if b.balance else 0) + 700, "CAD"))),
    "a user less": ("usage", lambda u: replace(u, active_users=max(u.active_users - 1, 0))),
    "away for longer": ("usage", lambda u: replace(
        u, last_login=u.last_login and u.last_login - timedelta(days=3))),
    "never came": ("usage", lambda u: replace(u, last_login=None)),
    "a feature less": ("usage", lambda u: replace(u, features=u.features[1:])),
    "use falls": ("usage", lambda u: replace(
        u, trend_percent=None if u.trend_percent is None else u.trend_percent - 5)),
    "less satisfied": ("support", lambda s: replace(
        s, satisfaction=None if s.satisfaction is None else max(s.satisfaction - 0.3, 1))),
    "another escalation": ("support", lambda s: replace(s, escalated=s.escalated + 1)),
    "another open ticket": ("support", lambda s: replace(
        s, open=[*s.open, ticket("low")], tickets=s.tickets + 1)),
}  # fmt: skip


@pytest.mark.parametrize("change", WORSE)
@given(billings, usages, supports, levels)
def test_nothing_bad_ever_raises_it(
    change: str, billing: Any, usage: Any, support: Any, levels: Any
) -> None:
    of, worsen = WORSE[change]
    known = {"billing": billing, "usage": usage, "support": support}
    if known[of] is None:
        return
    before = score(**known, levels=levels, now=NOW).value
    after = score(**{**known, of: worsen(known[of])}, levels=levels, now=NOW).value
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@given(levels, st.sampled_from(METRICS), billings)
def test_a_worse_level_never_raises_it(levels: Any, metric: str, billing: Any) -> None:
    order = ["healthy", "warning", "critical"]
    if levels[metric] not in order[:2]:
        return
    worse = {**levels, metric: order[order.index(levels[metric]) + 1]}
    before = score(billing, None, None, levels, NOW).value
    after = score(billing, None, None, worse, NOW).value
    assert before is not None
    assert after is not None
    assert after <= before


def test_ramps_go_both_ways() -> None:
    assert [ramp(at, 80, 20) for at in (100, 80, 50, 20, 0)] == [0, 0, Fraction(1, 2), 1, 1]
    assert [ramp(at, 0, 4) for at in (-1, 0, 1, 4, 9)] == [0, 0, Fraction(1, 4), 1, 1]


def test_parts_are_in_order() -> None:
    found = score(BILLING, USAGE, SUPPORT, LEVELS, NOW)
    assert tuple(part.name for part in found.parts) == PARTS
