"""The flows in which a call is killed at each write.

Each flow plays what comes before it with `deployment.call`, and then itself with `call`.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from emulator_tests.chaos.story.people import REASON, Call
from emulator_tests.chaos.story.world import at

from .scene import DAY, EVE, LOGIN, Scene

CREDIT = {"kind": "credit", "cents": 100_00, "currency": "USD"} | REASON


def daily_run(scene: Scene, call: Call) -> None:
    scene.run(DAY, call)
    scene.platform.schedule("checkDailyRun", at(DAY, 7), call)
    scene.platform.run_tasks(call)


def missed_day(scene: Scene, call: Call) -> None:
    """A run that makes up for the day before, on which there was none."""
    scene.run(EVE - timedelta(days=1), scene.deployment.call)
    scene.run(DAY, call)


def recovery(scene: Scene, call: Call) -> None:
    """A login resolves an alert: its message is edited, and answered."""
    scene.run(EVE, scene.deployment.call)
    seen_at = int(scene.deployment.now.timestamp() * 1000)
    scene.write("PresenceStatus/m-maple/lastActive", seen_at)
    scene.deliver(call)


def staff(scene: Scene, call: Call) -> None:
    """Employees come and go, until their number is an alert."""
    scene.run(EVE, scene.deployment.call)
    scene.write("Employees/oak/e4", {"name": "E4"})
    scene.deliver(call)
    scene.write("Employees/oak/e1/archived", True)
    scene.write("Employees/oak/e2", None)
    scene.deliver(call)


def unlinking(scene: Scene, call: Call) -> None:
    scene.run(EVE, scene.deployment.call)
    scene.write("Companies/maple/csmDashboardLinked", False)
    scene.deliver(call)


def matching(scene: Scene, call: Call) -> None:
    """The hourly sync finds the CRM record of a company, which is then tracked."""
    scene.platform.schedule("syncCrm", at(EVE, 5, 40), call)
    scene.write("Companies/birch/phone", "1")
    scene.deliver(call)
    scene.run(EVE, call)
    scene.platform.schedule("syncCrm", at(EVE, 6, 40), call)
    scene.deliver(call)


def triage(scene: Scene, call: Call) -> None:
    scene.run(EVE, scene.deployment.call)
    version = scene.alert()["version"]
    scene.send(call, "ann", f"alerts/maple:{LOGIN}/acknowledge", tag=version)
    until = (scene.deployment.now + timedelta(hours=3)).isoformat()
    body = {**REASON, "until": until}
    scene.send(call, "ann", f"alerts/maple:{LOGIN}/snooze", body, tag=scene.alert()["version"])


def end_of_snooze(scene: Scene, call: Call) -> None:
    """The hourly check ends a snooze, posts again, and deletes old entries of the outbox."""
    scene.run(EVE, scene.deployment.call)
    until = (scene.deployment.now + timedelta(hours=3)).isoformat()
    scene.send(
        scene.deployment.call, "ann", f"alerts/maple:{LOGIN}/snooze", {**REASON, "until": until},
        tag=scene.alert()["version"],
    )  # fmt: skip
    old = {"state": "sent", "createdAt": "2026-01-01T00:00:00Z"}
    scene.write("Outbox/old", {**old, "destination": "support", "kind": "match", "facts": {}})
    # Hour 3 of DAY, at which old entries are deleted. Hour 2 does not exist on it.
    scene.platform.schedule("followAlerts", at(DAY, 3, 20), call)
    scene.platform.run_tasks(call)


def rule_change(scene: Scene, call: Call) -> None:
    """A changed rule closes an alert, and the next run opens it again."""
    scene.run(EVE, scene.deployment.call)
    body = {"thresholds": {"warning": 5, "critical": 10}, "enabled": True}
    request = scene.deployment.request("adam", "PUT", f"rules/{LOGIN}", body, tag=1)
    scene.send_request(call, request)
    scene.run(DAY, call)


def act_at_once(scene: Scene, call: Call) -> None:
    """Actions of tier 1: nobody has to approve them."""
    scene.run(EVE, scene.deployment.call)
    note = {"kind": "add_note", "text": "Called them"} | REASON
    scene.send(call, "ann", "customers/maple/actions", note, key="a-note-for-maple")


def approve(scene: Scene, call: Call, who: str, cents: int, kind: str = "credit") -> None:
    scene.run(EVE, scene.deployment.call)
    body = {**CREDIT, "kind": kind, "cents": cents}
    scene.send(call, "ann", "customers/maple/actions", body, key="a-credit-for-maple")
    action = scene.action()
    scene.send(call, who, f"actions/{action['id']}/approve", tag=action["version"])


def credit(scene: Scene, call: Call) -> None:
    approve(scene, call, "sue", 100_00)


def large_credit(scene: Scene, call: Call) -> None:
    approve(scene, call, "eve", 600_00)


def refund(scene: Scene, call: Call) -> None:
    """A refund of two payments."""
    approve(scene, call, "sue", 150_00, "refund")


def refusal(scene: Scene, call: Call) -> None:
    scene.run(EVE, scene.deployment.call)
    scene.send(call, "ann", "customers/maple/actions", CREDIT, key="a-credit-for-maple")
    action = scene.action()
    scene.send(call, "sue", f"actions/{action['id']}/reject", tag=action["version"])


def expiry(scene: Scene, call: Call) -> None:
    """An action that nobody decides about expires."""
    scene.run(EVE, scene.deployment.call)
    answer = scene.send(
        scene.deployment.call, "ann", "customers/maple/actions", CREDIT, key="a-credit-for-maple"
    )
    scene.write(f"Actions/{answer['id']}/expiresAt", "2026-03-07T13:00:00Z")
    scene.platform.schedule("followActions", at(EVE, 9), call)
    scene.platform.run_tasks(call)


def export(scene: Scene, call: Call) -> None:
    scene.run(DAY, scene.deployment.call)
    body = {"kind": "export_data"} | REASON
    scene.send(call, "ann", "customers/maple/actions", body, key="an-export-of-maple")


FLOWS: Mapping[str, Callable[[Scene, Call], None]] = {
    flow.__name__: flow
    for flow in (
        daily_run, missed_day, recovery, staff, unlinking, matching, triage, end_of_snooze,
        rule_change, act_at_once, credit, large_credit, refund, refusal, expiry, export,
    )
}  # fmt: skip
