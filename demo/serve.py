"""`make run`: the whole system on the emulators, with realistic data and today's run done.

`DATA=file.json` loads a dump of your own instead of the demo's.
"""

import hashlib
import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from customer_health.domain.instants import TORONTO, clock_of
from demo.database import demo_data
from demo.history import add_history
from demo.users import DOMAIN, add_users
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.ports import Ports
from emulator_harness.suite import Suite
from emulator_harness.waiting import wait_until

ROOT = Path(__file__).parent.parent
CACHE = ROOT / "build" / "demo"
COLOURS = {"critical": "red", "warning": "yellow", "healthy": "green"}
SEVERITY = ("critical", "warning", "healthy", "unknown")
console = Console(width=max(Console().width, 118))


def main() -> None:
    today = datetime.now(TORONTO).date()
    data = load_data(today)
    console.print("Starting the emulators …")
    try:
        with SlackFake() as slack, Suite(ROOT, env=settings(slack)) as suite:
            suite.database.import_dump(data)
            add_users(suite.auth)
            run_today(suite, today)
            console.print(table(suite.database.get("CustomerIndex") or {}, today))
            console.print(addresses(suite, slack))
            while suite.running():
                suite.wait(3600)
    except KeyboardInterrupt:
        console.print("Stopped.")


def load_data(today: date) -> Any:
    if file := os.environ.get("DATA"):
        return json.loads(Path(file).read_text())
    cached = CACHE / f"{today}-{fingerprint()}.json"
    if not cached.exists():
        console.print("Making up 60 companies, 120 days of raw data and 90 of history …")
        data = demo_data(today)
        add_history(data, today)
        CACHE.mkdir(parents=True, exist_ok=True)
        cached.write_text(json.dumps(data))
    return json.loads(cached.read_text())


def fingerprint() -> str:
    """Of the code that made the data, so that a change of either is seen at once."""
    sources = sorted([*ROOT.glob("demo/*.py"), *ROOT.glob("functions/customer_health/**/*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def run_today(suite: Suite, today: date) -> None:
    console.print(f"Running calculateDailyMetrics for {today} …")
    suite.call_schedule("calculateDailyMetrics", clock_of(today))
    path = f"BatchRuns/{today}"
    wait_until(
        lambda: suite.database.get(f"{path}/finishedAt"), timeout=300, message="an unfinished run"
    )
    run = suite.database.get(path)
    console.print(
        f"{run['done']} companies done, {run['failed']} failed; "
        f"{run['reads']} reads of {run['bytesRead'] / 1e6:.1f} MB"
    )


def table(rows: dict[str, Any], today: date) -> Table:
    table = Table(title=f"Customers on {today}", title_style="bold")
    table.add_column("Customer", no_wrap=True)
    for name in ("Level", "Employees", "Last login", "Open", "Outside", "Clock-ins"):
        table.add_column(name, justify="right", no_wrap=True)
    tracked = (row for row in rows.values() if "level" in row)
    for row in sorted(tracked, key=lambda row: (SEVERITY.index(row["level"]), row["name"])):
        table.add_row(*cells(row))
    return table


def cells(row: dict[str, Any]) -> list[str]:
    shown = {
        "employees": f"{row['employees']}{trend(row)}",
        "login": row.get("login", "never")[:10],
        **{short: percentage(row, short) for short in ("open", "outside", "clockIns")},
    }
    return [
        escape(row["name"]),
        coloured(row["level"], row["level"]),
        *(coloured(text, row["levels"][short]) for short, text in shown.items()),
    ]


def trend(row: dict[str, Any]) -> str:
    change = row["employees"] - row.get("baseline", {}).get("count", row["employees"])
    return f" ({change:+d})" if change else ""


def percentage(row: dict[str, Any], short: str) -> str:
    average = row.get("averages", {}).get(short)
    return row[short] if average is None else f"{row[short]} {average:.1f} %"


def coloured(text: str, level: str) -> str:
    colour = COLOURS.get(level, "dim")
    return f"[{colour}]{escape(text)}[/]"


def settings(slack: SlackFake) -> dict[str, str]:
    """What a deployment sets in its .env and secrets."""
    alerts, support = (slack.channel_id(name) for name in ("customer-health", "support-logs"))
    return {
        "EMAIL_DOMAIN": DOMAIN,
        "DASHBOARD_URL": f"http://127.0.0.1:{Ports.default().hosting}",
        "SLACK_URL": slack.api_url,
        "SLACK_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_ALERTS_CHANNEL": alerts,
        "SLACK_SUPPORT_CHANNEL": support,
    }


def addresses(suite: Suite, slack: SlackFake) -> str:
    return (
        f"Dashboard  {suite.hosting_url}\n"
        f"API        {suite.hosting_url}/api/v1/health\n"
        f"Slack      {slack.url}\n"
        f"Database   {suite.database_url}/?ns={suite.namespace}\n"
        "Ctrl-C stops everything."
    )


if __name__ == "__main__":
    main()
