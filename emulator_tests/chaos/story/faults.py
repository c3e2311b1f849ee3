"""The faults that a seed injects: each call of a function may meet one."""

from collections.abc import Callable
from random import Random
from typing import Any

from emulator_harness.rtdb.faults import RequestFault
from emulator_tests.chaos.deployment.database import Interruption
from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.deployment.processes import Answer, Killed

Json = Any
Inject = Callable[[Deployment, Random], None]

SHARES = (0.1, 0.3, 0.6)
"""How many of a seed's calls meet a fault."""
LAST_WRITE = 12
"""A call is interrupted at one of its first writes, up to this one."""


class Faults:
    """Calls functions, many of them with a fault. `meanwhile` is called while a call is stopped."""

    def __init__(self, deployment: Deployment, random: Random, meanwhile: Callable[[], None]):
        self.deployment = deployment
        self.random = random
        self.meanwhile = meanwhile
        self.count = 0
        self.share = random.choice(SHARES)
        self.is_nested = False

    def __call__(self, call: Json) -> Answer | None:
        if self.is_nested or self.random.random() > self.share:
            return self.deployment.call(call)
        self.count += 1
        way = self.random.choice(("killed before", "killed after", "stopped after", "", "", ""))
        number = self.random.randint(1, LAST_WRITE)
        if way == "stopped after":
            interruption = Interruption("stopped after", number)
            return self.deployment.call_around(call, interruption, self._meanwhile)
        if way:
            return kill(self.deployment, call, Interruption(way, number))  # type: ignore[arg-type]
        self.random.choice(INJECTIONS)(self.deployment, self.random)
        try:
            return self.deployment.call(call)
        finally:
            self.deployment.database.fail()

    def _meanwhile(self) -> None:
        self.is_nested = True
        self.meanwhile()
        self.is_nested = False


def kill(deployment: Deployment, call: Json, interruption: Interruption) -> Answer | None:
    try:
        return deployment.call(call, interruption)
    except Killed:
        return None


def refuse(deployment: Deployment, random: Random) -> None:
    """Let the database fail, for longer or shorter than its clients try again."""
    method = random.choice((None, "GET", "PUT", "PATCH"))
    times = random.choice((1, 2, 4, 5, 9, None))
    fault = RequestFault(method=method, status=503, skip=random.randrange(8), times=times)
    deployment.database.fail(fault)


def lose_answers(deployment: Deployment, random: Random) -> None:
    method = random.choice(("PUT", "PATCH"))
    times = random.choice((1, 1, 2, 5))
    fault = RequestFault(method=method, drop_connection=True, skip=random.randrange(6), times=times)
    deployment.database.fail(fault)


def slow_down(deployment: Deployment, random: Random) -> None:
    deployment.database.fail(RequestFault(delay_ms=15, skip=random.randrange(8), times=4))


def fail_slack(deployment: Deployment, random: Random) -> None:
    method = random.choice(("chat.postMessage", "chat.update", "conversations.history", None))
    fault = random.choice(
        ({"status": 503}, {"status": 429, "retry_after": 3}, {"lose_answer": True})
    )
    deployment.slack.fail(method=method, times=random.choice((1, 2, 4)), **fault)


def fail_vendor(deployment: Deployment, random: Random) -> None:
    vendor = random.choice((deployment.billing, deployment.crm, deployment.help_desk))
    fault: Json = random.choice(
        ({"status": 503}, {"status": 429, "retry_after": 1}, {"lose_answer": True}, {"drop": True})
    )
    vendor.fail(times=random.choice((1, 2, 4)), method=random.choice((None, "POST")), **fault)


def fail_queue(deployment: Deployment, random: Random) -> None:
    if random.random() < 0.5:
        deployment.google.failures = 1
    else:
        deployment.google.lost = 1


INJECTIONS: tuple[Inject, ...] = (
    refuse, refuse, lose_answers, lose_answers, slow_down, fail_slack, fail_slack, fail_vendor,
    fail_queue,
)  # fmt: skip


def lift(deployment: Deployment) -> None:
    """End all faults."""
    deployment.database.fail()
    deployment.slack.server.faults.clear()
    for vendor in (deployment.billing, deployment.crm, deployment.help_desk):
        vendor.inside(vendor.faults.pending.clear)
    deployment.google.failures = deployment.google.lost = 0
