"""What people do in between: decide about alerts, ask for actions, and decide about those."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.deployment.processes import Answer

Json = Any
Call = Callable[[Json], Answer | None]
"""Calls a function; None if the call was killed, and so has no answer."""
REASON = {"reason": "Talked to them"}
FAILED = 500
ATTEMPTS = 3


class People:
    def __init__(self, deployment: Deployment, random: Random) -> None:
        self.deployment = deployment
        self.random = random

    def act(self, call: Call) -> None:
        """Let somebody do one thing. A person who gets no answer sends the same again."""
        self.random.choice((self.triage, self.triage, self.ask, self.decide, self.decide))(call)

    def triage(self, call: Call) -> None:
        alerts = self._read("ann", "alerts").get("alerts", [])
        if not alerts:
            return
        alert = self.random.choice(alerts)
        verb = self.random.choice(("acknowledge", "snooze", "dismiss", "resolve", "reopen"))
        until = (self.deployment.now + timedelta(hours=self.random.choice((1, 30)))).isoformat()
        body = REASON | ({"until": until} if verb == "snooze" else {})
        self._send(call, "ann", f"alerts/{alert['key']}/{verb}", body, alert["version"])

    def ask(self, call: Call) -> None:
        company_id = self.random.choice(sorted(self._tracked()) or [""])
        if not company_id:
            return
        body = REASON | self.random.choice(
            (
                {
                    "kind": "credit",
                    "cents": self.random.choice((100_00, 600_00)),
                    "currency": "USD",
                },
                {"kind": "credit", "cents": 250_00, "currency": "USD"},
                {"kind": "refund", "cents": 150_00, "currency": "USD"},
                {"kind": "mark_vip"},
                {"kind": "add_note", "text": "Called them"},
                {"kind": "export_data"},
            )
        )
        key = str(UUID(int=self.random.getrandbits(128)))
        self._send(call, "ann", f"customers/{company_id}/actions", body, key=key)

    def decide(self, call: Call) -> None:
        who = self.random.choice(("sue", "eve"))
        waiting = self._read(who, "approvals").get("actions", [])
        if not waiting:
            return
        action = self.random.choice(waiting)
        verb = self.random.choice(("approve", "approve", "approve", "reject"))
        self._send(call, who, f"actions/{action['id']}/{verb}", REASON, action["version"])

    def _tracked(self) -> list[str]:
        rows = self.deployment.database.dump().get("CustomerIndex", {})
        return [company_id for company_id, row in rows.items() if "gone" not in row]

    def _read(self, who: str, path: str) -> Json:
        return self.deployment.ask(who, "GET", path).body or {}

    def _send(
        self, call: Call, who: str, path: str, body: Json, tag: object = None, key: str = ""
    ) -> None:
        send(call, self.deployment.request(who, "POST", path, body, tag, key), ATTEMPTS)


def send(call: Call, request: Json, attempts: int) -> Answer | None:
    """Send a request of a person, who sends the same again if there is no answer."""
    for _ in range(attempts):
        answer = call(request)
        if answer and answer.status < FAILED:
            return answer
    return None
