"""Lost answers, crashes and races: each effect happens once, and every step is logged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health.domain.actions.action import Action
from customer_health.errors import Outdated, SourceDown, SourceRefused
from customer_health.flows.actions.decide import approve, retry, withdraw
from customer_health.flows.actions.follow_up import to_resume
from customer_health.handlers.actions import follow
from customer_health.stores.actions import actions, totals
from customer_health.stores.audit import log as audit_log
from tests.flows.actions.world import AGENT, SUPERVISOR, Crash, World
from tests.services import services_over


@contextmanager
def crash_before(world: World, root: str) -> Iterator[None]:
    """The process is gone right before it updates something below `root`."""
    patch = world.database.patch

    def crashing(updates: dict[str, Any]) -> None:
        if any(path.startswith(root) for path in updates):
            raise Crash
        patch(updates)

    world.database.patch = crashing  # type: ignore[method-assign]
    with pytest.raises(Crash):
        yield
    world.database.patch = patch  # type: ignore[method-assign]


def test_a_lost_answer_pays_once(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.billing.after += [SourceDown("no answer"), SourceDown("no answer")]
    with pytest.raises(SourceDown):
        world.run(action)
    waiting = actions.load(world.database, action.id)
    assert (waiting.state, waiting.last_error) == ("executing", "no answer")
    assert world.run_through(action).state == "done"
    assert (len(world.billing.calls), world.billing.given()) == (3, 100)


def test_a_crash_before_the_money_is_released_counts_it_on(world: World) -> None:
    action = world.decide(approve, world.credit(500_00), SUPERVISOR)
    world.billing.before.append(SourceRefused("no card"))
    with crash_before(world, "ActionTotals"):
        world.run(action)
    failed = actions.load(world.database, action.id)
    assert (failed.state, failed.retryable) == ("failed", False)
    assert world.credit(500_00).tier == 3
    world.now += timedelta(minutes=3)
    assert world.run(action).state == "failed"
    assert world.billing.given() == 0


def crash_after_counting(world: World, ask: Callable[[], Action]) -> None:
    """The process is gone right after it has counted an amount."""
    change = world.database.change

    def crashing(path: str, make: Callable[[Any], Any]) -> Any:
        change(path, make)
        if path == "ActionTotals/acme":
            raise Crash

    world.database.change = crashing  # type: ignore[method-assign]
    with pytest.raises(Crash):
        ask()
    world.database.change = change  # type: ignore[method-assign]


def test_money_of_a_request_that_was_never_stored_counts_for_an_hour(world: World) -> None:
    crash_after_counting(world, lambda: world.credit(500_00, key="k"))
    assert not world.database.get("Actions")
    world.now += timedelta(minutes=59)
    withdrawn = world.credit(1)
    assert withdrawn.tier == 3
    world.decide(withdraw, withdrawn, AGENT)
    world.now += timedelta(minutes=1)
    assert not totals.is_counted(world.database, "acme", world.now)
    assert world.credit(500_00).tier == 2


def test_a_request_that_is_repeated_much_later_counts_from_then_on(world: World) -> None:
    crash_after_counting(world, lambda: world.credit(500_00, key="k"))
    world.now += timedelta(hours=1)
    assert world.credit(500_00, key="k").tier == 2
    world.now += timedelta(days=6)
    assert world.credit(1).tier == 3
    [counted, _] = world.database.get("ActionTotals/acme").values()
    assert counted["at"] == "2025-11-24T16:00:00Z"


def test_money_of_a_retry_that_was_never_stored_counts_for_an_hour(world: World) -> None:
    action = world.decide(approve, world.credit(500_00), SUPERVISOR)
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(action)
    crash_after_counting(world, lambda: world.decide(retry, failed, AGENT))
    assert totals.is_counted(world.database, "acme", world.now)
    world.now += timedelta(hours=1)
    assert world.credit(500_00).tier == 2


@pytest.mark.parametrize("root", ["AuditKeys", "Outbox"])
@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_crash_within_the_request_is_made_up_for(
    world: World, root: str, *, is_repeated: bool
) -> None:
    """By followActions, or by the client, which sends the same request again."""
    with crash_before(world, root):
        world.credit(100, key="k")
    [action_id] = to_resume(world.database, world.now)
    action = actions.load(world.database, action_id)
    again = world.credit(100, key="k") if is_repeated else world.run(action)
    assert (again.state, again.published_steps) == ("pending", 1)
    assert [entry["kind"] for entry in world.database.get("Outbox").values()] == ["approval"]
    assert [entry.step for _, entry in audit_log.page(world.database, 99, 99)] == ["requested"]


def test_a_crash_before_a_withdrawn_amount_is_released_is_made_up_for(world: World) -> None:
    action = world.credit(500_00)
    with crash_before(world, "ActionTotals"):
        world.decide(withdraw, action, AGENT)
    assert world.credit(1).tier == 3
    assert action.id in to_resume(world.database, world.now)
    assert world.run(action).state == "withdrawn"
    assert world.credit(1).tier == 2


def test_a_refusal_after_another_has_done_it_releases_nothing(world: World) -> None:
    action = world.decide(approve, world.credit(500_00), SUPERVISOR)
    credit = world.billing.credit

    def slow(*given: Any) -> str:
        world.billing.credit = credit  # type: ignore[method-assign]
        world.now += timedelta(minutes=3)
        assert world.run(action).state == "done"
        raise SourceRefused("no card")

    world.billing.credit = slow  # type: ignore[method-assign, assignment]
    with pytest.raises(Outdated):
        world.run(action)
    assert actions.load(world.database, action.id).state == "done"
    assert world.credit(500_00).tier == 3


def test_a_key_that_the_vendor_may_have_forgotten_is_not_used(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.billing.after.append(SourceDown("no answer"))
    with pytest.raises(SourceDown):
        world.run(action)
    world.now += timedelta(hours=23)
    failed = world.run(action)
    assert (failed.state, failed.retryable) == ("failed", False)
    assert len(world.billing.calls) == 1


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_around_the_effect_pays_once(world: World, where: str) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    getattr(world.billing, where).append(Crash())
    with pytest.raises(Crash):
        world.run(action)
    with pytest.raises(Outdated):
        world.run(action)
    assert to_resume(world.database, world.now) == [action.id]
    world.now += timedelta(minutes=2, seconds=1)
    assert world.run(action).state == "done"
    assert world.billing.given() == 100
    steps = [entry.step for _, entry in audit_log.page(world.database, 99, 99)]
    assert steps == ["done", "started", "approved", "requested"]


@pytest.mark.parametrize("writes", range(40))
def test_a_crash_at_any_write_pays_once_and_logs_everything(world: World, writes: int) -> None:
    """From the request to the end, each begun anew after a crash."""
    left = [writes]
    change, patch = world.database.change, world.database.patch

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            found = real(*given)
            left[0] -= 1
            if left[0] == -1:
                raise Crash
            return found

        return call

    world.database.change = counted(change)  # type: ignore[method-assign]
    world.database.patch = counted(patch)  # type: ignore[method-assign]

    def again(step: Callable[[], Action]) -> Action:
        try:
            return step()
        except Crash:
            world.now += timedelta(minutes=3)
            return step()

    def decided() -> Action:
        found = actions.load(world.database, action.id)
        return found if found.state != "pending" else world.decide(approve, found, SUPERVISOR)

    action = again(lambda: world.credit(100, key="k"))
    again(decided)
    done = again(lambda: world.run(action))
    assert (done.state, world.billing.given()) == ("done", 100)
    assert done.published_steps == done.version == 4
    entries = list(audit_log.everything(world.database, 100))
    assert [entry["step"] for _, entry in entries] == ["requested", "approved", "started", "done"]
    assert list(audit_log.verified(world.database)) == [1, 2, 3, 4]


def test_nothing_is_done_before_it_is_logged(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    seen: list[str] = []
    credit = world.billing.credit

    def look(*given: Any) -> str:
        seen.extend(entry.step for _, entry in audit_log.page(world.database, 99, 99))
        return credit(*given)

    world.billing.credit = look  # type: ignore[method-assign, assignment]
    world.run(action)
    assert seen == ["started", "approved", "requested"]


def test_neither_a_broken_row_nor_a_broken_queue_holds_up_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = [world.decide(approve, world.credit(100), SUPERVISOR).id for _ in range(2)]
    world.database.patch({"Actions/broken": {"id": "broken", "open": True}})
    asked: list[str] = []

    def enqueue(action_id: str) -> None:
        asked.append(action_id)
        raise RuntimeError("no queue")

    services = replace(services_over(world.database), enqueue_action=enqueue)
    with caplog.at_level("INFO"):
        follow(SimpleNamespace(job_name="job", schedule_time=world.now), services)
    assert sorted(asked) == sorted(waiting)
    assert "action broken can't be read" in caplog.text
    assert "audit anchor 4:" in caplog.text
