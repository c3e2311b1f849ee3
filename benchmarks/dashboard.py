"""Measure the dashboard in a real browser, with 10,000 customers, through Hosting and the API.

Times are by the page's own clock: from the arrival of the data, or from the keystroke, to the frame
after the one in which the rows changed.
"""

import gzip
import statistics
from pathlib import Path

import requests
from playwright.sync_api import Page

from benchmarks.customer_rows import rows
from emulator_harness import Suite
from emulator_harness.ports import Ports
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.browser import running_browser
from emulator_tests.dashboard.desk import ROWS, at_desk

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "dashboard" / "dist" / "assets"
COUNT = 10_000
FIRST_MS, KEY_MS, NODES, SCRIPT_KB = 150, 50, 2_000, 130
TYPED = ("b", "bi", "bis", "bist", "bistro", "garage 7", "erabliere", "cote 99", "x", "")
ACCOUNT = "agent@pivotapp.ca"

WATCH_FIRST = f"""
new MutationObserver((_, watch) => {{
  if (!document.querySelector("{ROWS}")) return;
  watch.disconnect();
  const painted = () => {{ window.firstRows = performance.now(); }};
  requestAnimationFrame(() => requestAnimationFrame(painted));
}}).observe(document, {{ childList: true, subtree: true }});
"""
SINCE_DATA = """
() => window.firstRows - performance.getEntriesByType("resource")
  .find(({ name }) => name.includes("/api/v1/customers?")).responseEnd
"""
KEYSTROKE = """
async (text) => {
  const input = document.querySelector("[data-search]");
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const start = performance.now();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await frame();
  await frame();
  return performance.now() - start;
}
"""
NODES_NOW = """
() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  let count = 0;
  while (walker.nextNode()) count += 1;
  return count;
}
"""


def main() -> None:
    with Suite(ROOT, ports=Ports.free()) as suite, running_browser() as browser:
        suite.database.import_dump({"CustomerIndex": rows(COUNT)})
        suite.auth.create_user(ACCOUNT)
        warm(suite)
        with at_desk(browser, suite, width=1920) as desk:
            desk.sign_in(ACCOUNT)
            desk.page.locator(ROWS).first.wait_for()
            # The first visit also loads the scripts; the measured ones have them cached.
            desk.page.add_init_script(WATCH_FIRST)
            first = [first_rows(desk.page) for _ in range(5)]
            wait_for_all(desk.page)
            report(first, desk.page)
            desk.assert_clean()


def warm(suite: Suite) -> None:
    """Make an instance read its table of customers, as most instances of a deployment have."""
    token = suite.auth.sign_in(ACCOUNT)
    requests.get(
        f"{suite.hosting_url}/api/v1/customers",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    ).raise_for_status()


def first_rows(page: Page) -> float:
    page.reload()
    wait_until(lambda: page.evaluate("window.firstRows"), timeout=60, message="rows")
    return float(page.evaluate(SINCE_DATA))


def wait_for_all(page: Page) -> None:
    count = "Number(document.querySelector('table.customers')?.getAttribute('aria-rowcount'))"
    wait_until(lambda: page.evaluate(count) > COUNT, timeout=120, message="all customers")


def report(first: list[float], page: Page) -> None:
    keys = [float(page.evaluate(KEYSTROKE, text)) for text in TYPED * 3]
    nodes = int(page.evaluate(NODES_NOW))
    for height in (0.3, 0.7, 1.0):
        page.evaluate(f"document.querySelector('.window').scrollTop = 400000 * {height}")
        page.wait_for_timeout(100)
        nodes = max(nodes, int(page.evaluate(NODES_NOW)))
    script = sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS.glob("*.js"))
    line("customers", COUNT, "")
    line("first rows after the data, median ms", statistics.median(first), FIRST_MS)
    line("keystroke to its rows, median ms", statistics.median(keys), KEY_MS)
    line("keystroke to its rows, worst ms", max(keys), KEY_MS)
    line("nodes in the document, most", nodes, NODES)
    line("all script, gzip kB", script / 1000, SCRIPT_KB)


def line(what: str, value: float, budget: float | str) -> None:
    print(f"{what:40} {value:10.1f}   {f'≤ {budget}' if budget else ''}")


if __name__ == "__main__":
    main()
