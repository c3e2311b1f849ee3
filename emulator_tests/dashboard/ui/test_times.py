"""Times follow the reader's calendar, and say the date from a week on."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from customer_health.domain.instants import TORONTO
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk

TODAY = datetime.now(TORONTO).date()


def instant(days: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of a date relative to today, in Toronto, where the browser is."""
    day = TODAY + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TORONTO)


def in_french(at: datetime) -> str:
    return "1er" if at.day == 1 else str(at.day)


NOW = instant(0, 9)
WEEK_AGO, YEAR_AGO, NEXT_WEEK = instant(-8, 8), instant(-366, 8), instant(9, 9)
FIRST = (WEEK_AGO - timedelta(days=1)).replace(day=1)
PAST = (
    (instant(0, 8, 20), ("40 minutes ago", "il y a 40 minutes")),
    (instant(0, 1), ("8 hours ago", "il y a 8 heures")),
    (instant(-1, 23, 30), ("yesterday", "hier")),
    (instant(-2, 22), ("2 days ago", "avant-hier")),
    (instant(-7, 22), ("7 days ago", "il y a 7 jours")),
    (WEEK_AGO, (rf"^\w+\.? {WEEK_AGO.day}\b", rf"^{in_french(WEEK_AGO)} \w+")),
    (FIRST, (r"^\w+\.? 1\b", r"^1er \w+")),
    (
        YEAR_AGO,
        (
            rf"^\w+\.? {YEAR_AGO.day}, {YEAR_AGO.year}$",
            rf"^{in_french(YEAR_AGO)} \S+ {YEAR_AGO.year}$",
        ),
    ),
)
FUTURE = (
    (instant(0, 10, 30), ("expires in 1 hour", "expire dans 1 heure")),
    (instant(1, 1), ("expires tomorrow", "expire demain")),
    (NEXT_WEEK, (rf"^expires \w+\.? {NEXT_WEEK.day}\b", rf"^expire le {in_french(NEXT_WEEK)} \w+")),
)


def text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_days_are_those_of_the_readers_calendar(desk: Desk, hostile_id: str) -> None:
    page = desk.page
    page.clock.install(time=NOW)
    events = [{"id": text(at), "at": text(at), "kind": "hired"} for at, _ in PAST]
    page.route("**/timeline?*", lambda route: route.fulfill(json={"events": events}))
    account = {"email": f"agent@{DOMAIN}"}
    action = {
        "kind": "credit", "state": "pending", "companyId": "x", "company": "X", "reason": "",
        "requester": account, "requestedAt": text(NOW), "params": {}, "may": [], "steps": [],
    }  # fmt: skip
    actions = [action | {"id": text(at), "expiresAt": text(at)} for at, _ in FUTURE]
    page.route("**/api/v1/approvals*", lambda route: route.fulfill(json={"actions": actions}))

    desk.sign_in(f"supervisor@{DOMAIN}", f"/customers/{hostile_id}")
    said = page.locator(".event time")
    said.first.wait_for()
    expect(said).to_have_text([re.compile(desk.say(*words)) for _, words in PAST])
    expect(said.nth(2)).to_have_attribute("title", re.compile(desk.say("11:30", r"23\sh\s30")))
    expect(said.nth(2)).to_have_attribute("datetime", text(PAST[2][0]))
    expect(page.locator(".summary time").last).to_have_text(
        re.compile(desk.say(r"^\w+\.? \d+, \d{4}$", r"^\d+(er)? \S+ \d{4}$"))
    )
    desk.go("/approvals")
    said = page.locator(".action .meta > time")
    expect(said).to_have_text([re.compile(desk.say(*words)) for _, words in FUTURE])
