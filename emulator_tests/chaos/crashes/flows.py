"""The flows in which a call is killed at each write, and the scene in which they are played.

Each flow plays what comes before it with `deployment.call`, and then itself with `call`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.story.people import REASON, Call, send
from emulator_tests.chaos.story.platform import Platform
from emulator_tests.chaos.story.world import at

Json = Any

DAY = date(2026, 3, 8)
"""A day on which the clocks change. The day before it is the first one, the day after it calm."""
EVE = DAY - timedelta(days=1)
LOGIN = "last_login_date_master_account"
CREDIT = {"kind": "credit", "cents": 100_00, "currency": "USD"} | REASON
REFUSED = 400
TWICE = 2
"""A person who gets no answer sends the request once more."""


@dataclass
class Scene:
    """A small world on the eve of DAY, and what happens in it by itself. `refused` says which
    requests of people did not succeed."""

    deployment: Deployment
    platform: Platform
    refused: list[str] = field(default_factory=list)

    def write(self, path: str, value: Json) -> None:
        self.deployment.database.expect_call(None)
        self.deployment.database.client.put(path, value)

    def deliver(self, call: Call) -> None:
        self.platform.deliver(self.platform.take_events(), call)
        self.platform.run_tasks(call)

    def run(self, day: date, call: Call) -> None:
        self.platform.schedule("calculateDailyMetrics", at(day, 6), call)
        self.platform.run_tasks(call)

    def send(self, call: Call, who: str, path: str, body: Json = REASON, **more: Any) -> Json:
        """Let a person send a request, and let the tasks that follow run."""
        request = self.deployment.request(who, "POST", path, body, **more)
        return self.send_request(call, request)

    def send_request(self, call: Call, request: Json) -> Json:
        answer = send(call, request, TWICE)
        if answer is None or answer.status >= REFUSED:
            self.refused.append(f"{request['method']} {request['path']} is answered with {answer}")
        self.platform.run_tasks(call)
        return answer.body if answer else None

    def alert(self, company_id: str = "maple") -> Json:
        return self.deployment.ask("ann", "GET", f"alerts/{company_id}:{LOGIN}").body

    def action(self) -> Json:
        """Return the only action that waits for a decision."""
        [action] = self.deployment.ask("eve", "GET", "approvals").body["actions"]
        return action


def scene(deployment: Deployment) -> Scene:
    """Set the scene: three linked companies, one that the CRM will know, and one of the past."""
    deployment.reset(companies_at_work(), at(EVE, 5))
    payer = deployment.billing.put_customer("boss@maple.example.com", currency="usd")["id"]
    for _ in range(2):
        deployment.billing.put_charge(payer, 100_00, currency="usd")
    deployment.crm.put_company(name="Maple", domain="maple.example.com")
    deployment.crm.put_company(name="Birch", domain="birch.example.com")
    return Scene(deployment, Platform(deployment, Random(0)))


def companies_at_work() -> Json:
    week, before = "2026-03-02", "2026-02-23"
    shift = {"date": "2026-03-03", "start": "09:00", "end": "17:00", "employeeId": "e1"}
    open_shift = {**shift, "date": "2026-02-24", "employeeId": None}
    card = {
        "employeeId": "e1", "date": "2026-03-03",
        "clockIn": "2026-03-03T14:00:00Z", "clockOut": "2026-03-03T22:00:00Z",
    }  # fmt: skip
    names = ("maple", "oak", "elm")
    return {
        "Companies": {
            **{name: linked(name) for name in names},
            "birch": {"name": "Birch", "email": "boss@birch.example.com"},
        },
        "Employees": {name: {f"e{n}": {"name": f"E{n}"} for n in (1, 2, 3)} for name in names},
        "PresenceStatus": {
            "m-maple": {"lastActive": "2026-01-10T15:00:00Z"},
            "m-oak": {"lastActive": "2026-03-01T15:00:00Z"},
            "m-elm": {"lastActive": "2026-03-06T15:00:00Z"},
        },
        "Availability": {"e1": {"updatedAt": "2026-01-01T00:00:00Z"}},
        "Schedules": {
            "maple": {
                week: {
                    "status": "published", "publishedAt": 1772200000000, "shifts": {"s1": shift}
                },
                before: {
                    "status": "draft", "generatedAt": 1771500000000, "shifts": {"s2": open_shift}
                },
            }
        },
        "Timecards": {"maple": {"t1": card}},
        "AlertRuns": {"firstRun": "2025-01-01"},
    }  # fmt: skip


def linked(name: str) -> Json:
    return {
        "name": name.title(),
        "email": f"boss@{name}.example.com",
        "csmDashboardLinked": True,
        "masterUserId": f"m-{name}",
    }


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
