"""A crash at every write: each flow is played again for each of its writes, and killed there.

A boundary is a place between two steps of a flow: right before a write, or right after it, when
its answer is lost. A process that is killed does nothing more, so whatever the flow still had to do
is left to the queue, to the scheduled functions, and to people who send their request again. At the
third kind only the answer is lost, and the client makes good for it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from emulator_tests.chaos.checker.checker import check
from emulator_tests.chaos.deployment.database import Interruption, Way
from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.deployment.processes import Answer, Killed

from .flows import FLOWS
from .scene import DAY, scene

Json = Any

WAYS: tuple[Way, ...] = ("killed before", "killed after", "unanswered")


@dataclass(frozen=True)
class Boundary:
    """A place in a flow: before or after its write `number`, counted from 1 over all its calls."""

    flow: str
    number: int
    way: Way

    def __str__(self) -> str:
        return f"{self.flow}, {self.way} write {self.number}"


def boundaries(deployment: Deployment) -> list[Boundary]:
    """Return every boundary, by playing each flow once without a crash."""
    return [
        Boundary(flow, number, way)
        for flow in FLOWS
        for number in range(1, count_writes(deployment, flow) + 1)
        for way in WAYS
    ]


def count_writes(deployment: Deployment, flow: str) -> int:
    writes = 0

    def counted(call: Json) -> Answer:
        nonlocal writes
        answer = deployment.call(call)
        writes += len(deployment.database.server.writes)
        return answer

    FLOWS[flow](scene(deployment), counted)
    return writes


def crash(deployment: Deployment, boundary: Boundary) -> tuple[list[str], bool]:
    """Play a flow with a crash at a boundary, and then a calm day.

    Returns the violations, and whether the boundary was reached.
    """
    left, is_hit = boundary.number, False

    def crashing(call: Json) -> Answer | None:
        nonlocal left, is_hit
        if is_hit:
            return deployment.call(call)
        interruption = Interruption(boundary.way, left)
        try:
            answer = deployment.call(call, interruption)
        except Killed:
            is_hit = True
            return None
        is_hit = interruption.hit.is_set()
        left -= len(deployment.database.server.writes)
        return answer

    played = scene(deployment)
    FLOWS[boundary.flow](played, crashing)
    # Who sends a request again after a crash may hear that it is done already.
    refused = played.refused if boundary.way == "unanswered" else []
    played.platform.settle()
    return refused + check(played.platform.calm_day(DAY + timedelta(days=1))), is_hit
