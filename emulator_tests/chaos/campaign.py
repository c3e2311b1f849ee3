"""Play seeds, each with its story and one boundary, and count what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from .boundaries import Boundary, boundaries, crash
from .checker import check
from .deployment import Deployment
from .story import Story


@dataclass
class Total:
    seeds: int = 0
    faults: int = 0
    crashes: int = 0
    boundaries: int = 0
    violations: int = 0

    def __str__(self) -> str:
        return (
            f"{self.seeds} seeds, {self.faults} faults, {self.crashes} of {self.boundaries}"
            f" write boundaries, {self.violations} violations"
        )


def run(seeds: Sequence[int]) -> Total:
    """Play seeds. A seed also plays the boundary of its number, in a list without end: as many
    seeds in a row as there are boundaries play all of them."""
    total = Total(len(seeds))
    crashed: set[Boundary] = set()
    with Deployment() as deployment:
        known = boundaries(deployment)
        total.boundaries = len(known)
        for seed in seeds:
            boundary = known[seed % len(known)]
            story = Story(deployment, seed)
            found = check(story.play())
            outcome, is_reached = crash(deployment, boundary)
            found += [f"{boundary}: {violation}" for violation in check(outcome)]
            total.faults += story.faults.count
            total.violations += len(found)
            if is_reached:
                crashed.add(boundary)
            if found:
                print(f"seed {seed}; to play it again: SEEDS=1 FIRST_SEED={seed} make chaos")
                print(*(f"  {violation}" for violation in found), sep="\n", flush=True)
    total.crashes = len(crashed)
    return total
