"""Measure the dashboard in a real browser, with 10,000 customers, through Hosting and the API.

Times are by the page's own clock: from the arrival of the data, or from the keystroke, to the frame
after the one in which the rows changed.
"""

import gzip
import statistics
from pathlib import Path

import requests
from playwright.sync_api import Page

from benchmarks.data.customer_rows import rows
from emulator_harness import Suite
from emulator_harness.ports import Ports
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.browser import running_browser
from emulator_tests.dashboard.desk import ROWS, at_desk

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "dashboard" / "dist" / "assets"
COUNT = 10_000
COLD_MS, FIRST_MS, KEY_MS, NODES, SCRIPT_KB = 1_500, 150, 50, 2_000, 130
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
SINCE_ASKED = """
() => window.firstRows - performance.getEntriesByType("resource")
  .find(({ name }) => name.includes("/api/v1/customers?")).startTime
"""
ALL_LOADED = """
() => {
  const asked = performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/api/v1/customers?"));
  return asked.at(-1).responseEnd - asked[0].startTime;
}
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
        wait_until_answering(suite)
        with at_desk(browser, suite, width=1920) as desk:
            desk.page.add_init_script(WATCH_FIRST)
            desk.sign_in(ACCOUNT)
            wait_until(lambda: desk.page.evaluate("window.firstRows"), timeout=60, message="rows")
            cold = float(desk.page.evaluate(SINCE_ASKED))
            wait_for_all(desk.page)
            whole = float(desk.page.evaluate(ALL_LOADED))
            # The first visit also loads the scripts; the measured ones have them cached.
            first = [first_rows(desk.page) for _ in range(5)]
            wait_for_all(desk.page)
            report(cold, whole, first, desk.page)
            desk.assert_clean()


def wait_until_answering(suite: Suite) -> None:
    """Start the API's process, without letting it read its table of customers."""
    requests.get(f"{suite.hosting_url}/api/v1/health", timeout=60).raise_for_status()


def first_rows(page: Page) -> float:
    page.reload()
    wait_until(lambda: page.evaluate("window.firstRows"), timeout=60, message="rows")
    return float(page.evaluate(SINCE_DATA))


def wait_for_all(page: Page) -> None:
    count = "Number(document.querySelector('table.customers')?.getAttribute('aria-rowcount'))"
    wait_until(lambda: page.evaluate(count) > COUNT, timeout=120, message="all customers")


def requests_of_a_refresh(page: Page) -> int:
    """Return how often a refresh without news asks for customers."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/v1/customers?**"):
        page.get_by_role("button", name="Refresh").click()
    page.get_by_role("button", name="Refresh", exact=True).wait_for()
    return sum("/v1/customers?" in url for url in asked)


def report(cold: float, whole: float, first: list[float], page: Page) -> None:
    keys = [float(page.evaluate(KEYSTROKE, text)) for text in TYPED * 3]
    nodes = int(page.evaluate(NODES_NOW))
    for height in (0.3, 0.7, 1.0):
        page.evaluate(f"document.querySelector('.window').scrollTop = 400000 * {height}")
        page.wait_for_timeout(100)
        nodes = max(nodes, int(page.evaluate(NODES_NOW)))
    script = sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS.glob("*.js"))
    line("customers", COUNT, "")
    line("first rows after the first request, table not read, ms", cold, COLD_MS)
    line("... all customers, ms", whole, "")
    line("requests for customers of a refresh without news", requests_of_a_refresh(page), 1)
    line("first rows after the data, median ms", statistics.median(first), FIRST_MS)
    line("keystroke to its rows, median ms", statistics.median(keys), KEY_MS)
    line("keystroke to its rows, worst ms", max(keys), KEY_MS)
    line("nodes in the document, most", nodes, NODES)
    line("all script, gzip kB", script / 1000, SCRIPT_KB)


def line(what: str, value: float, budget: float | str) -> None:
    over = "over" if isinstance(budget, int) and value > budget else ""
    print(f"{what:55} {value:10.1f}   {f'≤ {budget}' if budget else '':8} {over}")


if __name__ == "__main__":
    main()
