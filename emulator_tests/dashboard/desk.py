"""A page of the dashboard, with the errors and the requests that happened on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from emulator_harness import Suite

Language = Literal["en", "fr"]
Theme = Literal["light", "dark"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")

SHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"
ROWS = "table.customers tbody [data-row]"
# The browser logs every answer that is no success; the dashboard shows those itself.
EXPECTED = re.compile(r"Failed to load resource: (the server responded|net::ERR_INTERNET)")
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Desk:
    def __init__(self, page: Page, suite: Suite, language: Language) -> None:
        self.page = page
        self.suite = suite
        self.language = language
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.complaints.append(message.text)

    def say(self, english: str, french: str) -> str:
        return french if self.language == "fr" else english

    def sign_in(self, email: str, at: str = "/") -> None:
        self.page.goto(f"{self.suite.hosting_url}{at}")
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=email]").press("Enter")
        self.page.locator(".app, .refusal").first.wait_for()

    def go(self, address: str) -> None:
        """Go to another page without reloading the app, as a link does."""
        self.page.evaluate(
            "to => (history.pushState(null, '', to), dispatchEvent(new PopStateEvent('popstate')))",
            address,
        )

    def rows(self) -> Locator:
        return self.page.locator(ROWS)

    def button(self, english: str, french: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(english, french), exact=True)

    def shot(self, name: str) -> None:
        expect(self.page.locator(".skeleton")).to_have_count(0)
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.language}.png", full_page=True)

    def assert_clean(self) -> None:
        """Check that there was no error, no breach of the policy, and no request elsewhere."""
        assert self.complaints == []
        assert self.page.evaluate("window.violations") == []
        assert self.asked <= {urlsplit(self.suite.hosting_url).netloc, self.suite.auth_host}


@contextmanager
def at_desk(
    browser: Browser,
    suite: Suite,
    language: Language = "en",
    theme: Theme = "light",
    width: int = 1280,
) -> Iterator[Desk]:
    context = browser.new_context(
        locale=f"{language}-CA",
        color_scheme=theme,
        timezone_id="America/Toronto",
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    context.add_init_script(WATCH)
    try:
        yield Desk(context.new_page(), suite, language)
    finally:
        context.close()


def settle(page: Page) -> None:
    """Wait until a page has all of its data."""
    page.locator("h1").wait_for()
    expect(page.locator(".skeleton")).to_have_count(0)


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_fits(desk: Desk) -> None:
    """Check that a page is accessible, and that a narrow window needs no scrolling sideways."""
    assert_accessible(desk.page)
    desk.page.set_viewport_size({"width": 320, "height": 640})
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
