"""Plan the notifications of a run, and follow up between runs, on a database in memory."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

import pytest

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import mark_notified
from customer_health.domain.codec import as_json
from customer_health.domain.customers.customer import newly_tracked
from customer_health.domain.metrics.names import LOGIN, OPEN_SHIFTS
from customer_health.errors import DatabaseDown
from customer_health.flows.alerts.hourly import KEPT, follow_up
from customer_health.flows.alerts.plan_notifications import plan_notifications
from customer_health.flows.alerts.triage import triage_alert
from customer_health.flows.runs.run_shard import may_plan
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.customers import rows
from customer_health.stores.metrics.companies import read_company
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.nodes import children
from tests.domain.alerts.story import LOGINS, MONDAY, PAYROLL, Story, at
from tests.memory_database import BulkDump, MemoryDatabase

NOW = at(0, 11.1)
DAY = timedelta(days=1)
WARNINGS = f"{MONDAY}:warnings:alerts"
RUN = {"request": "20251124T110000Z", "finishedAt": "2025-11-24T11:05:00Z", "done": 1}
SUMMARY = f"{MONDAY}:summary-20251124T110000Z:alerts"
Root = dict[str, Any]


def alert(name: str, days: str = "C") -> Alert:
    return replace(Story(days).alert, company_id=name)


def notified(name: str, days: str = "C") -> Alert:
    """Return an alert of which Slack was notified at its last evaluation."""
    notified = alert(name, days)
    return mark_notified(notified, notified.cause, notified.as_of)


def base(*found: Alert, first_run: str | None = "2025-01-01", **run: Any) -> Root:
    """Return a database after a complete run that opened and marked these alerts."""
    marks = {one.key: True for one in found}
    names = {one.company_id for one in found}
    return {
        "Alerts": {one.key: as_json(one) | {"open": one.is_open} for one in found},
        "CustomerIndex": {name: row(name) for name in names},
        "AlertRuns": {"firstRun": first_run, str(MONDAY): marks},
        "BatchRuns": {str(MONDAY): {**RUN, **run}},
    }


def row(name: str) -> Root:
    company = read_company(name, b'{"name": "Acme"}', [])
    return rows.row(newly_tracked(company, NOW))


def mark(root: Root, *found: Alert) -> None:
    """Add alerts from another run of the same day."""
    for table in ("Alerts", "CustomerIndex"):
        root.setdefault(table, {}).update(base(*found)[table])
    root["AlertRuns"][str(MONDAY)] = base(*found)["AlertRuns"][str(MONDAY)]


def stored(node: Root) -> Alert:
    found = alerts.read(node)
    assert found
    return found


def plan(root: Root, now: datetime = NOW) -> Root:
    """Plan, and return the entries of the outbox."""
    asyncio.run(plan_notifications(cast(BulkDatabase, BulkDump(root)), MONDAY, now))
    return entries(root)


def entries(root: Root) -> Root:
    return children(BulkDump(root).at("Outbox"))


def entry_key(name: str, notice: int = 1) -> str:
    return f"{name}:{PAYROLL.metric}:1:{notice}:alerts"


def names(count: int) -> list[str]:
    return [f"c{number}" for number in range(count)]


def test_up_to_five_go_out_one_by_one() -> None:
    root = base(*map(alert, names(5)))
    found = plan(root)
    assert set(found) == {entry_key(name) for name in names(5)}
    assert {node["state"] for node in found.values()} == {"pending"}
    assert not any("under" in node for node in found.values())
    assert root["BatchRuns"][str(MONDAY)]["planned"] is True


def test_more_than_five_go_under_a_summary_of_their_run() -> None:
    root = base(*map(alert, names(6)))
    found = plan(root)
    assert found[SUMMARY]["facts"]["total"] == 6
    assert {found[entry_key(name)]["under"] for name in names(6)} == {SUMMARY}

    later = [f"d{number}" for number in range(7)]
    mark(root, *map(alert, later))
    found = plan(root)
    assert found[SUMMARY]["facts"]["total"] == 6
    second = f"{MONDAY}:summary-1:alerts"
    assert {found[entry_key(name)]["under"] for name in later} == {second}


class FailingDatabase(BulkDump):
    """A database that fails at the third company's part of the plan."""

    left = 3

    async def patch(self, updates: Mapping[str, Any]) -> None:
        self.left -= any(path.startswith("Alerts/") for path in updates)
        if not self.left:
            raise DatabaseDown("killed")
        await super().patch(updates)


def test_an_interrupted_plan_continues_under_the_same_summary() -> None:
    root = base(*map(alert, names(6)))
    with pytest.raises(DatabaseDown):
        asyncio.run(plan_notifications(cast(BulkDatabase, FailingDatabase(root)), MONDAY, NOW))
    assert 0 < len(entries(root)) - 1 < 6
    root["Outbox"][SUMMARY]["state"] = "sent"
    root.pop("Locks", None)  # by the next attempt the lock's lease has expired
    found = plan(root)
    assert set(found) == {SUMMARY, *map(entry_key, names(6))}
    assert found[SUMMARY]["state"] == "sent"
    assert {found[entry_key(name)]["under"] for name in names(6)} == {SUMMARY}


def test_a_repeated_plan_adds_nothing() -> None:
    root = base(*map(alert, names(6)), alert("w", "W"))
    found = {key: dict(node) for key, node in plan(root).items()}
    assert WARNINGS in found
    for node in root["Outbox"].values():
        node["state"] = "sent"
    mark(root, *map(stored, list(root["Alerts"].values())))
    assert set(plan(root)) == set(found)
    assert {node["state"] for node in entries(root).values()} == {"sent"}


@pytest.mark.parametrize("first_run", [None, str(MONDAY)])
def test_the_first_run_lists_all_alerts_in_one_digest(first_run: str | None) -> None:
    root = base(*map(alert, names(8)), first_run=first_run)
    found = plan(root)
    assert set(found) == {f"{MONDAY}:first_run-20251124T110000Z:alerts"}
    assert root["AlertRuns"]["firstRun"] == str(MONDAY)
    notified = stored(root["Alerts"][f"c0:{PAYROLL.metric}"]).last_notification
    assert notified
    assert not notified.own


def test_a_run_without_companies_does_not_count_as_the_first() -> None:
    root = base(first_run=None, done=0)
    plan(root)
    assert root.get("AlertRuns", {}).get("firstRun") is None


def test_a_data_fault_is_one_message_and_suppresses_the_alerts() -> None:
    counts: Root = {"worse": {PAYROLL.metric: 7}, "measured": {PAYROLL.metric: 20}}
    root = base(*map(alert, names(7)), **counts)
    found = plan(root)
    [(key, node)] = found.items()
    assert key == f"{MONDAY}:fault-{PAYROLL.metric}:alerts"
    assert node["facts"] | {"held": 7, "worse": 7, "measured": 20} == node["facts"]
    assert all(node["held"] for node in root["Alerts"].values())
    node["state"] = "sent"
    assert plan(root)[key]["state"] == "sent"


def test_a_flapping_alert_is_in_the_digest_only() -> None:
    flapping = alert("f", "CHCHC")
    assert flapping.flapping
    found = plan(base(flapping), at(4, 11.1))
    assert [one["companyId"] for one in found[WARNINGS]["facts"]["alerts"]] == ["f"]
    assert set(found) == {WARNINGS}


def test_another_shard_plans_only_after_the_first_planner() -> None:
    root = base()
    bulk = cast(BulkDatabase, BulkDump(root))

    def may(number: int) -> bool:
        return asyncio.run(may_plan(bulk, MONDAY, number))

    assert (may(1), may(1), may(0)) == (True, True, False)
    plan(root)
    assert may(0)


@pytest.mark.parametrize(("login", "never"), [(None, True), (NOW - 30 * DAY, False)])
def test_a_message_says_whether_the_account_ever_logged_in(
    login: datetime | None, never: bool
) -> None:
    away = replace(Story("C", LOGINS).alert, company_id="c0")
    customer = newly_tracked(read_company("c0", b'{"name": "Acme"}', []), NOW)
    root = base(away)
    root["CustomerIndex"]["c0"] = rows.row(replace(customer, login=login))
    (entry,) = plan(root).values()
    assert entry["facts"].get("neverLoggedIn", False) is never


def test_an_alert_acknowledged_during_the_plan_is_not_posted() -> None:
    root = base(alert("acme"))

    class Meanwhile(BulkDump):
        async def get(self, path: str, **query: Any) -> bytes:
            body = await super().get(path, **query)
            known = stored(root["Alerts"][f"acme:{PAYROLL.metric}"])
            if path == alerts.ROOT and known.triage.kind == "open":
                database = MemoryDatabase(self)
                triage_alert(database, known.key, "acknowledge", "ann@pivotapp.ca", NOW)
            return body

    asyncio.run(plan_notifications(cast(BulkDatabase, Meanwhile(root)), MONDAY, NOW))
    assert entries(root) == {}
    acknowledged = stored(root["Alerts"][f"acme:{PAYROLL.metric}"])
    assert (acknowledged.triage.kind, acknowledged.last_notification) == ("acknowledged", None)


def follow(root: Root, now: datetime) -> Root:
    follow_up(MemoryDatabase(root), now)
    return entries(root)


def test_an_unacknowledged_critical_is_repeated_after_24_hours() -> None:
    root = base(notified("acme"))
    assert follow(root, at(1, 10.9)) == {}
    found = follow(root, at(1, 11))
    assert found[entry_key("acme", 2)]["facts"]["reason"] == "repeat"
    found[entry_key("acme", 2)]["state"] = "dropped"
    assert follow(root, at(1, 12))[entry_key("acme", 2)]["state"] == "dropped"


def test_many_repeats_at_once_make_a_summary() -> None:
    found = follow(base(*map(notified, names(6))), at(1, 11))
    summary = f"{MONDAY + DAY}:summary-1:alerts"
    assert found[summary]["kind"] == "summary"
    assert {found[entry_key(name, 2)]["under"] for name in names(6)} == {summary}


def test_the_hourly_job_ends_a_snooze() -> None:
    snoozed = replace(notified("acme"), triage=Story("C").act("snooze", days=2).alert.triage)
    root = base(mark_notified(snoozed, "edited", at(0, 14)))
    assert follow(root, at(2, 13.9)) == {}
    [node] = follow(root, at(2, 14)).values()
    assert node["facts"]["reason"] == "repeat"
    assert stored(root["Alerts"][f"acme:{PAYROLL.metric}"]).triage.kind == "open"
    assert [line["kind"] for line in root["AlertHistory"]["acme"].values()] == ["triage_ended"]


def test_the_hourly_job_leaves_a_running_runs_alerts_alone() -> None:
    """Otherwise the alerts of a run would be sent one by one before its plan can make a summary."""
    root = base(*map(alert, names(3)))
    assert follow(root, NOW) == {}
    root["BatchRuns"][str(MONDAY)]["planned"] = True
    assert len(follow(root, NOW)) == 3


def test_the_hourly_job_posts_if_a_runs_plan_is_overdue() -> None:
    root = base(*map(alert, names(3)))
    assert follow(root, at(0, 11.58)) == {}  # the run was complete at 11:05
    assert len(follow(root, at(0, 11.6))) == 3


def test_old_sent_entries_are_deleted() -> None:
    """Old entries are deleted once a night only, as that reads all sent ones."""
    night = NOW.replace(hour=8)
    root = base()
    database = MemoryDatabase(root)
    for name, sent in (("old", night - KEPT - DAY), ("recent", night - KEPT)):
        database.patch(outbox.entry(name, "support", "match", {}, sent).values)
        database.patch(outbox.sent(name, sent))
    database.patch(outbox.entry("waiting", "support", "match", {}, night - 2 * KEPT).values)
    assert set(follow(root, NOW)) == {"old", "recent", "waiting"}
    assert set(follow(root, night)) == {"recent", "waiting"}


def test_a_customer_and_its_open_alerts_are_read_once() -> None:
    """Besides what is read again under the alert lock."""

    class Counting(BulkDump):
        asked: ClassVar[Counter[str]] = Counter()

        async def get(self, path: str, **query: Any) -> bytes:
            self.asked[path] += 1
            return await super().get(path, **query)

    opened = [replace(alert("acme"), rule=rule) for rule in (LOGIN, OPEN_SHIFTS)]
    asyncio.run(plan_notifications(cast(BulkDatabase, Counting(base(*opened))), MONDAY, NOW))
    assert Counting.asked["CustomerIndex/acme"] == 2
    assert [Counting.asked[alerts.path(one.key)] for one in opened] == [1, 1]
