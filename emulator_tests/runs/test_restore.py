"""Restore the paths of this backend from a backup, by the table and the commands of deploy.md."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import METRICS
from emulator_harness import Database, Suite
from emulator_harness.fakes.slack import SlackFake
from emulator_tests.test_cli import cli
from tests.flows.actions.world import World

Json = Any
DEPLOY = Path(__file__).parents[2] / "docs" / "deploy.md"
AWAY = {"lastActive": iso(datetime.now(UTC) - timedelta(days=40))}


def table() -> Iterator[tuple[list[str], str]]:
    """Yield the paths and the advice of each line of the table."""
    restore = DEPLOY.read_text(encoding="utf-8").partition("\n## Restore\n")[2]
    for paths, advice in re.findall(r"^ +\| (`.+?) \| (.+) \|$", restore, re.MULTILINE):
        yield re.findall(r"`(\w+)`", paths), advice


def restore(database: Database, backup: Json) -> None:
    for paths, advice in table():
        for path in paths:
            if advice.startswith("delete"):
                database.delete(path)
            elif not advice.startswith(("not from", "never")):
                database.put(path, backup.get(path))


def company(name: str) -> Json:
    return {"name": name.title(), "csmDashboardLinked": True, "masterUserId": f"m-{name}"}


def shown(database: Database) -> Json:
    """Return each customer's name, level and figures of the day, and each alert's state."""
    rows, metrics, alerts = map(database.get, ("CustomerIndex", "CustomerHealthMetrics", "Alerts"))
    of_alert = ("open", "severity", "seq", "episode")
    return (
        {key: row["name"] for key, row in rows.items()},
        {key: [metrics[key].get(name) for name in ("alertLevel", *METRICS)] for key in metrics},
        {key: [alert.get(name) for name in of_alert] for key, alert in alerts.items()},
    )


def posts_of(slack: SlackFake) -> list[str]:
    return [message["ts"] for message in slack.messages("customer-health")]


def test_what_was_lost_is_there_again_and_nobody_hears_of_it_twice(
    suite: Suite,
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    call_schedule: Callable[[str, datetime], requests.Response],
) -> None:
    world = World()
    for _ in range(3):
        world.credit(100)
    tree = world.database.dump.root
    database.import_dump(
        {
            **{path: node for path, node in tree.items() if path.startswith(("Action", "Audit"))},
            "Companies": {"maple": company("maple")},
            "Employees": {"maple": {"ann": {"name": "Ann"}}},
            "PresenceStatus": {"m-maple": AWAY, "m-oak": AWAY},
            "AlertRuns": {"firstRun": "2025-01-01"},
        }
    )
    told_run()
    anchor = cli(suite, "audit-verify").stdout.split()[-1]
    backup = database.get("")
    database.put("Companies/oak", company("oak"), disable_triggers=True)
    told_run()
    before, posts = shown(database), posts_of(slack)
    assert [len(part) for part in before] == [2, 2, 2]

    for path in ("Alerts/maple:last_login_date_master_account", "Alerts/oak", "AlertHistory"):
        database.delete(path)
    for path in ("CustomerIndex/oak", "EmployeeLedger", "CustomerHealthMetrics/oak", "Actions"):
        database.delete(path)
    database.put("CustomerHealthMetrics/maple/numberofemployees", 999)
    database.put("Audit/n000000000002/reason", "Another")
    for key in database.get("Outbox"):  # a restore takes longer than the senders' leases last
        database.put(f"Outbox/{key}/lease/until", "")
    assert cli(suite, "audit-verify").returncode == 1

    restore(database, backup)
    for command in (["audit-verify", "--anchor", anchor], ["rebuild-index"], ["run"]):
        done = cli(suite, *command)
        assert done.returncode == 0, done.stderr
    now = datetime.now(UTC)
    assert call_schedule("followAlerts", now).status_code == 200
    delivered()
    told_run()
    assert shown(database) == before
    assert posts_of(slack) == posts
    assert cli(suite, "audit-verify").returncode == 0
