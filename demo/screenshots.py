"""Take the pictures of docs/dashboard.md from the demo's data (`make screenshots`)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from playwright.sync_api import expect

from customer_health.domain.instants import TORONTO
from demo.serve import ROOT, console, demonstration, newest_run
from demo.staff.users import DOMAIN
from demo.vendors.fakes import running_fakes
from emulator_tests.dashboard.browser import running_browser
from emulator_tests.dashboard.desk import ROWS, Desk, Language, Theme, at_desk

IMAGES = ROOT / "docs" / "images"
PATIENCE = 60_000
"""Milliseconds that a picture may take: the functions start while the first page loads."""


def main() -> None:
    day = newest_run(datetime.now(TORONTO))
    IMAGES.mkdir(exist_ok=True)
    with (
        running_fakes() as fakes,
        demonstration(fakes, day) as suite,
        running_browser() as browser,
    ):
        pictures: tuple[tuple[str, Language, Theme, Callable[[Desk], None]], ...] = (
            ("customers", "en", "light", customers),
            ("customer", "fr", "dark", customer),
            ("context", "en", "light", context),
        )
        for name, language, theme, show in pictures:
            with at_desk(browser, suite, language, theme) as desk:
                desk.page.set_default_timeout(PATIENCE)
                desk.sign_in(f"supervisor@{DOMAIN}")
                show(desk)
                save(desk, IMAGES / f"{name}.png")


def save(desk: Desk, path: Path) -> None:
    """Take a picture once everything has arrived: also the further pages of the list."""
    expect(desk.page.locator(".skeleton")).to_have_count(0, timeout=PATIENCE)
    expect(desk.page.get_by_text("Loading:")).to_have_count(0, timeout=PATIENCE)
    expect(desk.button("Refresh", "Actualiser")).to_be_visible(timeout=PATIENCE)
    desk.page.screenshot(path=path)
    console.print(str(path.relative_to(ROOT)))


def customers(desk: Desk) -> None:
    desk.page.locator(ROWS).first.wait_for()


def customer(desk: Desk) -> None:
    desk.page.locator(ROWS).nth(1).click()
    desk.page.locator(".metric .chart").nth(4).wait_for()


def context(desk: Desk) -> None:
    desk.page.locator(ROWS).nth(1).click()
    desk.page.get_by_role("link", name="Context").click()
    desk.page.locator(".context .facts").first.wait_for()


if __name__ == "__main__":
    main()
