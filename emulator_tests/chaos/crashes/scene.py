"""The scene in which the flows are played: a small world on the eve of a day."""

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
