"""Open shifts: the requirements' example, the boundaries, and which weeks are drafts."""

from datetime import timedelta
from fractions import Fraction

import pytest

from customer_health.domain.metrics.names import OPEN_SHIFTS
from customer_health.domain.metrics.open_shifts import open_shifts
from customer_health.domain.metrics.schedules import Shift, Week
from tests.examples import (
    BEFORE,
    CLOCK,
    COMPANY,
    LATER,
    RUN,
    TUESDAY,
    WINDOW,
    company,
    draft,
    metrics_of,
    published,
    run,
    shift,
    verdict,
)

DAY = timedelta(days=1)


def of_a_day(assigned: int, open_: int) -> list[Shift]:
    return [shift(shift_id=f"s{n}") for n in range(assigned)] + [
        shift(employee_id=None, shift_id=f"o{n}") for n in range(open_)
    ]


def test_the_requirements_example_of_42_shifts() -> None:
    weeks: dict[str, dict[str, object]] = {}
    for day in WINDOW:
        for name, employee_id in (("a", "ann"), ("b", "bob"), ("c", None)):
            node = {"date": str(day), "start": "09:00", "end": "17:00", "employeeId": employee_id}
            weeks.setdefault(shift(day).week_id, {})[f"{name}{day.day}"] = node
    assert sum(map(len, weeks.values())) == 42
    dump = company(
        Schedules={
            key: {"status": "draft", "generatedAt": "2025-11-07T15:00:00Z", "shifts": shifts}
            for key, shifts in weeks.items()
        }
    )
    run(dump)
    metrics = metrics_of(dump)
    assert metrics["averages"] == {OPEN_SHIFTS: 50.0}
    assert (metrics[OPEN_SHIFTS], metrics["levels"][OPEN_SHIFTS]) == ("Yes", "critical")
    evidence = dump.at(f"MetricEvidence/{COMPANY}/{RUN}/{OPEN_SHIFTS}")
    assert evidence["days"] == {str(day): [1, 2] for day in WINDOW}
    assert len(evidence["offences"]) == 14


@pytest.mark.parametrize(
    ("assigned", "open_", "percent", "result", "level"),
    [
        (10, 1, 10, "No", "warning"),
        (101, 10, Fraction(1000, 101), "No", "healthy"),
        (99, 10, Fraction(1000, 99), "Yes", "warning"),
        (5, 1, 20, "Yes", "warning"),
        (101, 20, Fraction(2000, 101), "Yes", "warning"),
        (99, 20, Fraction(2000, 99), "Yes", "critical"),
        (3, 0, 0, "No", "healthy"),
        (0, 1, 100, "Yes", "critical"),
        (0, 3, 300, "Yes", "critical"),
        (0, 0, None, "None", "none"),
    ],
)
def test_boundaries(
    assigned: int, open_: int, percent: Fraction | None, result: str, level: str
) -> None:
    average = open_shifts(draft(*of_a_day(assigned, open_)), WINDOW).average
    assert average == percent
    assert verdict(OPEN_SHIFTS, average) == (result, level)


def test_every_day_with_data_has_the_same_weight() -> None:
    small = [shift(TUESDAY + DAY, "ann"), shift(TUESDAY + DAY, None, shift_id="o")]
    figure = open_shifts(draft(*of_a_day(10, 1), *small), WINDOW)
    assert figure.average == Fraction(10 + 100, 2)
    assert len(figure.days) == 2


def week(status: str, generated: object, published_at: object) -> Week:
    shifts = tuple(of_a_day(1, 1))
    return Week("2025-11-17", status, generated, published_at, shifts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weeks", "counts"),
    [
        (week("draft", BEFORE, None), True),
        (week("draft", CLOCK, None), True),
        (week("draft", LATER, None), False),
        (week("draft", None, None), False),
        (week("draft", BEFORE, BEFORE), True),
        (week("published", BEFORE, LATER), True),
        (week("published", BEFORE, CLOCK), False),
        (week("published", BEFORE, None), False),
        (week("published", LATER, LATER), False),
        (week("published", None, LATER), False),
    ],
)
def test_a_draft_is_generated_and_not_yet_published_at_the_clock(weeks: Week, counts: bool) -> None:
    assert bool(open_shifts([weeks], WINDOW).days) is counts


def test_only_the_days_of_the_window_count() -> None:
    days = (WINDOW.first - DAY, WINDOW.first, WINDOW.last, RUN)
    figure = open_shifts(draft(*(shift(day, None) for day in days)), WINDOW)
    assert set(figure.days) == {WINDOW.first, WINDOW.last}
    assert {violation.day for violation in figure.violations} == {WINDOW.first, WINDOW.last}


def test_each_open_shift_is_a_violation() -> None:
    (violation,) = open_shifts(draft(*of_a_day(2, 1)), WINDOW).violations
    assert (violation.record, violation.employee_id) == ("2025-11-17/shifts/o0", None)
    assert open_shifts(published(*of_a_day(2, 1)), WINDOW).violations == ()
