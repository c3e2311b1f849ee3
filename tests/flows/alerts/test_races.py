"""Two concurrent writers of an alert, in every order: a person, an event or the run.

While one party works, the other one acts after the n-th read of the alert. A party that
would have to wait for the lock continues when the first one is done. `memory_database.check_alerts`
checks at each write that no version is written twice and no line of the history overwritten.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from copy import deepcopy
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.triage import STATE, TriageAction
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.errors import Outdated
from customer_health.flows.alerts.hourly import follow_up
from customer_health.flows.alerts.triage import triage_alert
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.flows.writing import alert_lock
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import lock_path
from tests.examples import CLOCK, COMPANY, RUN, company, no_user, run
from tests.memory_database import BulkDump, MemoryDatabase

KEY = f"{COMPANY}:{EMPLOYEES}"
DAY = timedelta(days=1)
NOW = CLOCK + DAY - timedelta(minutes=1)
"""Before the next run's clock, so that its evaluation is newer than what people do."""
ANN = "ann@pivotapp.ca"
ACTS: list[TriageAction] = ["acknowledge", "snooze", "dismiss", "handle"]
MOMENTS = range(1, 5)
Party = Callable[["Stage"], None]


class InOrder(Executor):
    """Runs each call at once in the caller's thread, so that the order of reads is known."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Waits(Exception):  # noqa: N818 - named for what it does
    """Raised where a party has to wait, because the other party holds the lock."""


class Stage(BulkDump):
    """A database in which the other party acts after a chosen read."""

    def __init__(self, root: dict[str, Any]) -> None:
        super().__init__(root)
        self.database = MemoryDatabase(self)
        self.reads = self.moment = 0
        self.other: Party | None = None
        self.accepted: list[TriageAction] = []

    def at(self, path: str) -> Any:
        return self.was_read(path, super().at(path))

    def select(self, path: str, query: Mapping[str, str]) -> Any:
        found = super().select(path, query)
        return self.was_read(path, found) if query else found

    def was_read(self, path: str, node: Any) -> Any:
        if path not in (alerts.path(KEY), alerts.ROOT):
            return node
        node = deepcopy(node)
        self.reads += 1
        if self.reads == self.moment and self.other:
            self.have_other_act()
        return node

    def have_other_act(self) -> None:
        other, self.other = self.other, None
        assert other
        try:
            other(self)
        except Waits:
            self.other = other

    def play(self, first: Party, other: Party, moment: int) -> None:
        self.reads, self.moment, self.other = 0, moment, other
        first(self)
        if self.other:
            self.have_other_act()
        assert self.other is None

    @property
    def alert(self) -> Alert:
        found = alerts.read(self.at(alerts.path(KEY)))
        assert found
        return found

    @property
    def history(self) -> list[dict[str, Any]]:
        lines = self.at(f"{alerts.HISTORY}/{COMPANY}").values()
        return sorted(lines, key=lambda line: line["seq"])


def wait(seconds: float) -> None:
    raise Waits


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Make a stage with a company that lost two of ten employees, which is a warning. One of the
    parties is an event that removes another employee."""
    monkeypatch.setattr(alert_lock, "time", SimpleNamespace(sleep=wait, monotonic=time.monotonic))
    dump = company(
        Employees={f"e{number}": {"name": "A"} for number in range(8)},
        CustomerHealthMetrics={"history": {str(RUN - 30 * DAY): {EMPLOYEES: 10}}},
    )
    stage = Stage(dump.root)
    run(stage)
    stage.put(f"CustomerHealthMetrics/{COMPANY}/history/{RUN - 29 * DAY}", {EMPLOYEES: 10})
    stage.put(f"Employees/{COMPANY}/e0/archived", True)
    assert (stage.alert.severity, stage.alert.seq) == ("warning", 1)
    return stage


def person(kind: TriageAction, seq: int, now: datetime = NOW) -> Party:
    def acts(stage: Stage) -> None:
        until = now + 7 * DAY if kind == "snooze" else None
        try:
            triage_alert(
                stage.database, KEY, kind, ANN, now, why="known", until=until, episode=1, seq=seq
            )
            stage.accepted.append(kind)
        except Outdated:
            pass

    return acts


def event(stage: Stage) -> None:
    count_employee(stage.database, COMPANY, "e0", NOW - timedelta(seconds=5), no_user, InOrder())


def daily_run(stage: Stage) -> None:
    run(stage, RUN + DAY)


def in_both_orders(stage: Stage, one: Party, two: Party, moment: int, swapped: bool) -> None:
    stage.play(*((two, one) if swapped else (one, two)), moment)


def check_history(stage: Stage) -> None:
    lines = stage.history
    assert [line["seq"] for line in lines] == list(range(1, stage.alert.seq + 1))
    decided = [line["new"].split()[0] for line in lines if line["who"] == ANN]
    assert decided == [STATE[kind] for kind in stage.accepted]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("machine", [event, daily_run])
def test_a_critical_is_posted_despite_a_decision_on_the_warning(
    stage: Stage, machine: Party, kind: TriageAction, moment: int, swapped: bool
) -> None:
    in_both_orders(stage, machine, person(kind, seq=1), moment, swapped)
    check_history(stage)
    assert (stage.alert.condition, stage.alert.triage.kind) == ("firing(critical)", "open")
    once = stage.at(alerts.path(KEY)) | {}
    machine(stage)
    person("dismiss", seq=1)(stage)
    assert stage.at(alerts.path(KEY)) == once
    check_history(stage)
    person("dismiss", stage.alert.seq)(stage)
    assert stage.alert.triage.kind == "dismissed"


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("kind", ACTS)
def test_the_end_of_a_snooze_undoes_no_other_change(
    stage: Stage, kind: TriageAction, moment: int, swapped: bool
) -> None:
    person("snooze", seq=1)(stage)
    later = NOW + 8 * DAY

    def follows(stage: Stage) -> None:
        follow_up(stage.database, later)

    in_both_orders(stage, follows, person(kind, seq=2, now=later), moment, swapped)
    check_history(stage)
    follows(stage)
    decided = STATE[kind] if len(stage.accepted) == 2 else "open"
    assert stage.alert.triage.kind == decided
    assert stage.alert.seq == 3


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("other", [event, lambda stage: follow_up(stage.database, NOW)])
def test_the_run_and_an_event_escalate_once(
    stage: Stage, other: Party, moment: int, swapped: bool
) -> None:
    in_both_orders(stage, daily_run, other, moment, swapped)
    check_history(stage)
    assert [line["kind"] for line in stage.history] == ["opened", "escalated"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_two_events_escalate_and_notify_once(stage: Stage, moment: int) -> None:
    stage.play(event, event, moment)
    check_history(stage)
    assert [line["kind"] for line in stage.history] == ["opened", "escalated"]
    assert list(stage.at("Outbox")) == [f"{KEY}:1:1:alerts"]


def test_a_lock_left_by_a_crash_expires(stage: Stage) -> None:
    def left(ago: timedelta) -> dict[str, Any]:
        until = datetime.now(alert_lock.UTC) + alert_lock.LEASE - ago
        return {"until": iso(until), "firstTriedAt": iso(until), "attempts": 1, "holder": "x"}

    stage.put(lock_path(COMPANY), left(timedelta(0)))
    for machine in (event, daily_run):
        with pytest.raises(Waits):
            machine(stage)
    assert stage.alert.severity == "warning"
    assert stage.at(f"CustomerIndex/{COMPANY}/employees") == 8
    stage.put(lock_path(COMPANY), left(alert_lock.LEASE))
    daily_run(stage)
    assert stage.alert.severity == "critical"
    assert stage.at(f"CustomerIndex/{COMPANY}/employees") == 7
    assert stage.at(lock_path(COMPANY)) is None


def test_an_evaluation_without_a_change_takes_no_lock(stage: Stage) -> None:
    stage.put(f"Employees/{COMPANY}/e0/archived", False)
    stage.put(lock_path(COMPANY), {"until": "2999-01-01T00:00:00Z", "attempts": 1})
    before = stage.reads
    daily_run(stage)
    assert stage.reads == before + 1
    assert stage.alert.last_date == RUN + DAY
