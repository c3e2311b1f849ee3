"""Play seeds, each with its story and one boundary, and count what is wrong."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from emulator_tests.chaos.checker.checker import check
from emulator_tests.chaos.crashes.boundaries import Boundary, boundaries, crash
from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.story.story import Story


@dataclass
class Total:
    """`boundaries` is the number of all boundaries, `crashed` are those that were played."""

    seeds: int = 0
    faults: int = 0
    boundaries: int = 0
    violations: int = 0
    crashed: set[Boundary] = field(default_factory=set)

    def __str__(self) -> str:
        return (
            f"{self.seeds} seeds, {self.faults} faults, {len(self.crashed)} of {self.boundaries}"
            f" write boundaries, {self.violations} violations"
        )

    def add(self, other: "Total") -> None:
        self.seeds += other.seeds
        self.faults += other.faults
        self.boundaries = other.boundaries
        self.violations += other.violations
        self.crashed |= other.crashed


def run(seeds: Sequence[int]) -> Total:
    """Play seeds. A seed also plays the boundary of its number, in a list without end: as many
    seeds in a row as there are boundaries play all of them."""
    total = Total()
    with Deployment() as deployment:
        known = boundaries(deployment)
        for seed in seeds:
            boundary = known[seed % len(known)]
            total.add(play(deployment, seed, boundary, len(known)))
    return total


def play(deployment: Deployment, seed: int, boundary: Boundary, count: int) -> Total:
    """Play one seed, and print its violations."""
    story = Story(deployment, seed)
    found = check(story.play())
    at_boundary, is_reached = crash(deployment, boundary)
    found += [f"{boundary}: {violation}" for violation in at_boundary]
    if found:
        print(f"seed {seed}; to play it again: SEEDS=1 FIRST_SEED={seed} make chaos")
        print(*(f"  {violation}" for violation in found), sep="\n", flush=True)
    crashed = {boundary} if is_reached else set()
    return Total(1, story.faults.count, count, len(found), crashed)


def run_side_by_side(seeds: Sequence[int], processes: int) -> Total:
    """Play seeds in several processes, each with services of its own."""
    total = Total()
    shares = [seeds[n::processes] for n in range(processes) if seeds[n::processes]]
    with ProcessPoolExecutor(len(shares), get_context("spawn")) as pool:
        for share in pool.map(run, shares):
            total.add(share)
    return total
