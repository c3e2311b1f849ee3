"""Run the whole system on the emulators, with the demo's data and the newest run (`make run`).

`DATA=file.json` loads a dump of your own instead of the demo's.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from customer_health.domain.instants import TORONTO, clock_of
from demo.app.companies import companies
from demo.app.database import demo_data
from demo.app.people import Record
from demo.runs.client import DumpDatabase
from demo.runs.corrections import restate_one_day
from demo.runs.dump import Dump
from demo.runs.earlier import earlier_updates
from demo.runs.history import add_runs, run_in_memory
from demo.staff.actions import act
from demo.staff.contexts import look_at_contexts
from demo.staff.months import months_updates
from demo.staff.triage import decide_on_alerts
from demo.staff.users import DOMAIN, add_users
from demo.vendors.accounts import Account, account
from demo.vendors.cases import as_case
from demo.vendors.connectors import connect
from demo.vendors.fakes import Fakes, running_fakes
from demo.vendors.hubspot import fill_hubspot
from demo.vendors.stripe import fill_stripe
from demo.vendors.zendesk import fill_zendesk
from emulator_harness.ports import HOST, Ports
from emulator_harness.suite import Suite
from emulator_harness.waiting import wait_until

ROOT = Path(__file__).parent.parent
CACHE = ROOT / "build" / "demo"
SEED = 1
DASHBOARD = f"http://{HOST}:{Ports.default().hosting}"
LARGE = ("Schedules", "Timecards", "Availability", "MetricEvidence")
"""Paths that no decision and no quick action reads."""
COLOURS = {"critical": "red", "warning": "yellow", "healthy": "green"}
SEVERITY = ("critical", "warning", "healthy", "unknown")
console = Console(width=max(Console().width, 118))


def main() -> None:
    day = newest_run(datetime.now(TORONTO))
    try:
        with running_fakes() as fakes, demonstration(fakes, day) as suite:
            console.print(table(suite.database.get("CustomerIndex") or {}, day))
            console.print(addresses(suite, fakes))
            while suite.running():
                suite.wait(3600)
    except KeyboardInterrupt:
        console.print("Stopped.")


def newest_run(now: datetime) -> date:
    """Return the date of the newest daily run: before 06:00 in Toronto it is yesterday's."""
    today = now.astimezone(TORONTO).date()
    return today if now >= clock_of(today) else today - timedelta(days=1)


@contextmanager
def demonstration(fakes: Fakes, day: date) -> Iterator[Suite]:
    """Run the emulators with the demo's data and users, after the run of this day, which is the
    newest one."""
    data = load_data(day)
    accounts = known_accounts(data, day)
    updates = fill(fakes, data, accounts, day)
    if "DATA" not in os.environ:
        let_staff_work(fakes, data, accounts, updates, day)
    # The functions take a run for an earlier date as a repetition, which opens no alerts.
    is_past = day < datetime.now(TORONTO).date()
    if is_past:
        run_in_memory(data, day)
    console.print("Starting the emulators …")
    with Suite(ROOT, env=settings(fakes)) as suite:
        suite.database.import_dump(data)
        suite.database.patch("/", updates)
        add_users(suite.auth)
        if is_past:
            suite.call_schedule("followAlerts", datetime.now(UTC))
        else:
            run_today(suite, day)
        yield suite


def known_accounts(data: Any, day: date) -> list[Account]:
    """Return the accounts of the demo's companies that the data has."""
    known = [company for company in companies(day, SEED) if company.id in data.get("Companies", {})]
    return [as_case(account(company, day), clock_of(day)) for company in known]


def fill(fakes: Fakes, data: Any, accounts: Sequence[Account], day: date) -> Record:
    """Fill the vendors' fakes: the CRM with the companies of the mirror, and every vendor with the
    accounts. Returns what earlier runs and views have written about those accounts."""
    fill_hubspot(fakes.hubspot, accounts, data.get("CrmCompanies", {}))
    fill_stripe(fakes.stripe, accounts)
    fill_zendesk(fakes.zendesk, accounts)
    return earlier_updates(accounts, data.get("ProductUsage", {}), day)


def let_staff_work(
    fakes: Fakes, data: Record, accounts: Sequence[Account], earlier: Record, day: date
) -> None:
    """Add the staff's decisions on alerts, their quick actions and the contexts that they looked
    at to the data and the fakes."""
    console.print("Deciding on alerts, and asking for quick actions …")
    needed = {path: node for path, node in data.items() if path not in LARGE}
    database, customers = DumpDatabase(Dump(needed)), companies(day, SEED)
    vendors = connect(fakes, DASHBOARD)
    database.patch({**earlier, **months_updates(data, day)})
    decide_on_alerts(database, customers, day)
    act(database, vendors, fakes.stripe, customers, day)
    look_at_contexts(database, vendors, accounts, day)
    data |= database.dump.root


def load_data(day: date) -> Any:
    if file := os.environ.get("DATA"):
        return json.loads(Path(file).read_text())
    cached = CACHE / f"{day}-{fingerprint()}.json"
    if not cached.exists():
        console.print("Generating 60 companies, 120 days of raw data and 90 of daily runs …")
        data = demo_data(day, SEED)
        add_runs(data, day)
        restate_one_day(data, day)
        CACHE.mkdir(parents=True, exist_ok=True)
        cached.write_text(json.dumps(data))
    return json.loads(cached.read_text())


def fingerprint() -> str:
    """Return a hash of the code that makes the data, so that a change of it makes the data anew."""
    sources = sorted([*ROOT.glob("demo/**/*.py"), *ROOT.glob("functions/customer_health/**/*.py")])
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


def settings(fakes: Fakes) -> dict[str, str]:
    return {"EMAIL_DOMAIN": DOMAIN, "DASHBOARD_URL": DASHBOARD, **fakes.settings()}


def addresses(suite: Suite, fakes: Fakes) -> str:
    shown = {
        "Dashboard": suite.hosting_url,
        "API": f"{suite.hosting_url}/api/v1/health",
        "Database": f"{suite.database_url}/?ns={suite.namespace}",
        **fakes.addresses(),
    }
    lines = [f"{name:<11}{url}" for name, url in shown.items()]
    return "\n".join([*lines, "Ctrl-C stops everything."])


if __name__ == "__main__":
    main()
