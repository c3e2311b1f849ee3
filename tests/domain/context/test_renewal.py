"""Renewal risk: its index and its bounds."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.context.renewal import Renewal, renewal
from customer_health.domain.context.vendor_records import Account, Usage
from customer_health.domain.metrics.names import LOGIN, METRICS, OPEN_SHIFTS

TODAY = date(2026, 3, 11)
RISKS = [None, "low", "medium", "high"]


def account(probability: float | None = None, days: int | None = None) -> Account:
    end = None if days is None else TODAY + timedelta(days=days)
    return Account("1", contract_end=end, renewal_probability=probability)


def usage(trend: float | None) -> Usage:
    return Usage(1, 1, trend_percent=trend)


@pytest.mark.parametrize(
    ("score", "known", "use", "risk"),
    [
        (78, account(85.0), usage(0.0), "low"),
        (66, None, None, "low"),
        (65, None, None, "medium"),
        (41, None, None, "medium"),
        (40, None, None, "high"),
        (None, account(66.0), None, "low"),
        (None, account(40.0), None, "high"),
        (None, None, usage(-90.0), None),
        (90, account(40.0), None, "medium"),  # their mean is 65
        (75, account(days=90), None, "medium"),
        (75, account(days=91), None, "low"),
        (75, account(days=-1), None, "medium"),
        (75, None, usage(-20.0), "medium"),
        (75, None, usage(-19.0), "low"),
        (75, None, usage(60.0), "low"),
        (55, None, usage(-100.0), "high"),
        (56, None, usage(-100.0), "medium"),
    ],
)
def test_risk(score: Any, known: Any, use: Any, risk: str | None) -> None:
    assert renewal(score, known, use, TODAY).risk == risk


@pytest.mark.parametrize(
    ("known", "risk"),
    [
        ({}, "low"),
        ({"levels": {LOGIN: "warning"}}, "low"),
        ({"levels": {LOGIN: "warning", OPEN_SHIFTS: "critical"}}, "medium"),
        ({"levels": dict.fromkeys(METRICS, "none")}, "low"),
        ({"alerts": ["warning"]}, "low"),
        ({"alerts": ["warning", "critical"]}, "medium"),
        ({"levels": {LOGIN: "warning"}, "alerts": ["warning"]}, "medium"),
        ({"engagement": Fraction(70)}, "low"),
        ({"engagement": Fraction(69)}, "medium"),
        ({"engagement": Fraction(40)}, "medium"),
        ({"engagement": Fraction(39)}, "high"),
    ],
)
def test_it_knows_the_metrics_the_alerts_and_the_engagement(known: Any, risk: str) -> None:
    """The score alone makes an index of 26."""
    assert renewal(74, None, None, TODAY, **known).risk == risk


def test_every_reason_is_named() -> None:
    found = renewal(
        60,
        account(50.0, 20),
        usage(-30.0),
        TODAY,
        engagement=Fraction(45),
        levels={LOGIN: "critical", OPEN_SHIFTS: "healthy"},
        alerts=["warning", "critical"],
    )
    assert [(one.code, dict(one.params)) for one in found.reasons] == [
        ("score", {"score": 60}),
        ("probability", {"percent": 50.0}),
        ("engagement", {"engagement": 45}),
        ("trend", {"percent": -30.0}),
        ("contract_end", {"days": 20}),
        ("metric", {"metric": LOGIN, "level": "critical"}),
        ("alerts", {"count": 2, "level": "critical"}),
    ]
    assert [one.code for one in renewal(90, None, usage(5.0), TODAY).reasons] == ["score"]


def test_the_crm_knows_its_probability_best() -> None:
    assert renewal(10, account(85.0), None, TODAY).probability == 85.0
    assert renewal(80, None, usage(-10.0), TODAY).probability == 75.0
    assert renewal(3, account(days=1), usage(-100.0), TODAY).probability == 0.0
    assert renewal(None, None, None, TODAY).probability is None


@pytest.mark.parametrize(("days", "due"), [(91, False), (90, True), (0, True), (-5, True)])
def test_due(days: int, due: bool) -> None:
    found = renewal(None, account(days=days), None, TODAY)
    assert (found.days, found.due) == (days, due)


def test_without_a_contract_it_is_not_known() -> None:
    assert Renewal().due is None


@given(
    st.integers(0, 100),
    st.none() | st.floats(0, 100),
    st.none() | st.integers(-400, 400),
    st.none() | st.floats(-100, 300),
    st.integers(0, 100),
    st.lists(st.sampled_from(["warning", "critical"]), max_size=3),
)
def test_nothing_bad_ever_lowers_the_risk(
    score: int,
    said: float | None,
    days: int | None,
    trend: float | None,
    engagement: int,
    alerts: list[Any],
) -> None:
    def risk(**worse: Any) -> int:
        given = {"score": score, "said": said, "days": days, "trend": trend} | worse
        found = renewal(
            given["score"],
            account(given["said"], given["days"]),
            usage(given["trend"]),
            TODAY,
            engagement=Fraction(worse.get("engagement", engagement)),
            levels={LOGIN: worse.get("level", "healthy")},
            alerts=worse.get("alerts", alerts),
        )
        return RISKS.index(found.risk)

    before = risk()
    assert risk(score=max(score - 7, 0)) >= before
    assert said is None or risk(said=max(said - 7, 0)) >= before
    assert days is None or risk(days=days - 20) >= before
    assert trend is None or risk(trend=trend - 9) >= before
    assert risk(engagement=max(engagement - 9, 0)) >= before
    assert risk(level="critical") >= risk(level="warning") >= before
    assert risk(alerts=[*alerts, "critical"]) >= risk(alerts=[*alerts, "warning"]) >= before
