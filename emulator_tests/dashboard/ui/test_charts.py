"""Charts: read by keyboard and as a table, with whole ticks, labelled thresholds and events."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule, amend
from customer_health.domain.alerts.transitions import SYSTEM, Transition
from customer_health.domain.codec import as_json
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.rules import version_path
from customer_health.stores.customers import metrics_node
from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, Theme, at_desk, settle

DAYS = 120
GAP = 5
"""A day without a run, so many days ago."""
OPENED, CHANGED = 20, 40
LAST_LOGIN = "2026-01-05T12:00:00Z"


@pytest.fixture
def today() -> date:
    return datetime.now(TORONTO).date()


@pytest.fixture
def charted(suite: Suite, hostile_id: str, today: date) -> Iterator[str]:
    """A customer with a value a day, a gap, a rule that was changed, and an alert that was opened
    late in the evening, when the date in UTC is the next one already."""
    rows = suite.database.get("CustomerIndex")
    company_id = next(id_ for id_ in sorted(rows) if id_ != hostile_id)
    history = f"{metrics_node.path(company_id)}/history"
    before = suite.database.get(history)
    late = datetime.combine(today - timedelta(days=OPENED), datetime.min.time(), TORONTO)
    opened = Transition(
        f"{company_id}:{OPEN_SHIFTS}:90", 1, "condition", "opened", "none", "firing(warning)",
        SYSTEM, "", late + timedelta(hours=23), late.date(),
    )  # fmt: skip
    written = {
        history: {
            (today - timedelta(days=ago)).isoformat(): snapshot(ago)
            for ago in range(DAYS)
            if ago != GAP
        },
        **alerts.history([opened]),
        version_path(OPEN_SHIFTS, 2): as_json(changed_rule(late)),
    }
    suite.database.patch("/", written)
    yield company_id
    suite.database.patch("/", {**dict.fromkeys(written), history: before})


def snapshot(ago: int) -> Any:
    return {
        EMPLOYEES: 50 - ago % 7,
        LOGIN: LAST_LOGIN,
        "averages": {OPEN_SHIFTS: 11.5},
        "alertLevel": "healthy",
    }


def changed_rule(late: datetime) -> Rule:
    at = late - timedelta(days=CHANGED - OPENED) + timedelta(hours=12)
    return amend(DEFAULT_RULES[OPEN_SHIFTS], who="x@y", at=at, threshold=Threshold(12, 25))


def box(page: Page, metric: str) -> Locator:
    return page.locator(f"section[aria-labelledby={metric}]")


def on(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def test_the_keyboard_reads_a_chart_and_the_table_has_every_value(
    english: Desk, charted: str, today: date
) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{charted}")
    chart = box(page, EMPLOYEES).get_by_role("application")
    expect(chart).to_have_accessible_name(re.compile(f"44 – 50, {on(today)}: 50$"))
    reading = box(page, EMPLOYEES).get_by_role("status")
    chart.focus()
    expect(reading).to_have_text(f"{on(today)}: 50")
    page.keyboard.press("ArrowLeft")
    expect(reading).to_have_text(f"{on(today - timedelta(days=1))}: 49")
    for _ in range(GAP - 1):
        page.keyboard.press("ArrowLeft")
    expect(reading).to_have_text(f"{on(today - timedelta(days=GAP))}: no value")
    page.keyboard.press("Home")
    expect(reading).to_have_text(f"{on(today - timedelta(days=89))}: {50 - 89 % 7}")
    page.keyboard.press("ArrowLeft")
    expect(reading).to_have_text(f"{on(today - timedelta(days=89))}: {50 - 89 % 7}")
    page.keyboard.press("End")
    expect(reading).to_have_text(f"{on(today)}: 50")

    box(page, EMPLOYEES).get_by_text("Show as table").click()
    rows = box(page, EMPLOYEES).locator("tbody tr")
    expect(rows).to_have_count(90)
    # 30 days ago there were 48: 10% fewer are 43.2, so the 43rd employee is the first to alarm.
    expect(rows.first).to_have_text(f"{on(today)}504338")
    expect(rows.nth(GAP).locator("td").first).to_have_text("–")


def test_ticks_are_whole_and_thresholds_and_events_have_labels(
    english: Desk, charted: str, today: date
) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{charted}")
    settle(page)
    axes = page.locator(".y-axis")
    expect(axes).to_have_count(3)
    for axis in axes.all():
        ticks = axis.locator("span").all_inner_texts()
        assert len(set(ticks)) == len(ticks) > 1
        assert all(re.fullmatch(r"[\d,]+%?", tick) for tick in ticks), ticks
    employees, shifts = box(page, EMPLOYEES), box(page, OPEN_SHIFTS)
    expect(employees).to_contain_text("The axis starts at 35, not at 0.")
    expect(shifts.locator(".y-axis span").last).to_have_text("0%")
    expect(shifts).not_to_contain_text("The axis starts")
    assert employees.locator(".threshold-label").all_inner_texts() == [
        "Critical −20%",
        "Warning −10%",
    ]
    assert shifts.locator(".threshold-label").all_inner_texts() == ["Warning 12%", "Critical 25%"]

    opened, changed = (today - timedelta(days=ago) for ago in (OPENED, CHANGED))
    events = shifts.get_by_role("list", name="Events").get_by_role("listitem")
    expect(events).to_have_text(
        [
            f"1{changed:%b} {changed.day}: Rule changed: warning 12%, critical 25%",
            f"2{opened:%b} {opened.day}: Alert opened: warning",
        ]
    )
    expect(shifts.locator(".area .event-mark")).to_have_text(["1", "2"])
    expect(box(page, OUTSIDE_AVAILABILITY)).to_contain_text("No value in these 90 days.")
    expect(box(page, LOGIN).get_by_role("application")).to_have_count(1)


def test_a_small_team_is_not_counted_in_halves(
    english: Desk, charted: str, suite: Suite, today: date
) -> None:
    days = (today - timedelta(days=ago) for ago in range(DAYS) if ago != GAP)
    history = (metrics_node.history_path(charted, day) for day in days)
    suite.database.patch("/", dict.fromkeys((f"{path}/{EMPLOYEES}" for path in history), 9))
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{charted}")
    ticks = box(english.page, EMPLOYEES).locator(".y-axis span")
    expect(ticks).to_have_text(["10", "5", "0"])


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_charts_fit_their_box_and_are_accessible(
    browser: Browser, suite: Suite, charted: str, theme: Theme, width: int
) -> None:
    with at_desk(browser, suite, "fr", theme, width) as desk:
        page = desk.page
        desk.sign_in(f"agent@{DOMAIN}", f"/customers/{charted}")
        settle(page)
        box(page, EMPLOYEES).get_by_text("Afficher en tableau").click()
        assert Axe().run(page, ".metrics").violations_count == 0
        for chart in page.locator(".chart").all():
            bounds = [label.bounding_box() for label in chart.locator(".threshold-label").all()]
            first, second = (found for found in bounds if found)
            assert abs(first["y"] - second["y"]) >= first["height"] - 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        desk.shot(f"charts-{theme}-{width}")
        page.emulate_media(forced_colors="active")
        desk.shot(f"charts-forced-{theme}-{width}")
        desk.assert_clean()


def test_the_lines_of_the_list_have_one_scale(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="90 days").check()
    expect(page.get_by_role("columnheader", name="90 days, ±30%")).to_be_visible()
    lines = page.locator(".sparkline")
    heights: set[str] = set()
    for line in lines.all():
        label = line.get_attribute("aria-label") or ""
        counts = [int(n) for n in re.findall(r"\d+", label.partition(".")[0])]
        points = (line.locator("polyline").get_attribute("points") or "").split()
        first = next(n for n in counts if n)
        for count, point in zip(counts, points, strict=True):
            expected = 10 * (1 - (count - first) / first / 0.3)
            assert float(point.partition(",")[2]) == pytest.approx(expected, abs=0.06)
        heights.update(point.partition(",")[2] for point in points)
    assert len(heights) > 2, "some line must rise or fall"


def test_the_heat_map_tells_no_data_from_no_violation(english: Desk, hostile_id: str) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}/metrics/{CONFLICTING_CLOCK_INS}")
    settle(page)
    days = page.locator("section", has_text="Day by day").locator("tbody tr").all_inner_texts()
    assert len(days) == 14
    empty = ["No timecard" in day for day in days]
    assert any(empty)
    assert not all(empty)
    for row in page.locator(".heatmap tbody tr").all():
        cells = row.locator("td").all_inner_texts()[: len(days)]
        assert [cell == "–" for cell in cells] == empty
        assert all(cell.isdigit() for cell in cells if cell != "–")


def test_a_chart_says_that_its_alert_events_could_not_be_loaded(
    english: Desk, charted: str
) -> None:
    english.page.route("**/alerts/*/history*", lambda route: route.fulfill(status=503))
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{charted}")
    shifts = box(english.page, OPEN_SHIFTS)
    expect(shifts).to_contain_text("The events of the alert could not be loaded")
    expect(shifts.get_by_role("application")).to_be_visible()
