"""The fault campaign. `SEEDS=n FIRST_SEED=k python -m emulator_tests.chaos`; see docs/trust.md."""

import os
import sys
from collections.abc import Iterable


from .checker import check
from .deployment import Deployment
from .story import Story


def report(name: str, violations: Iterable[str], command: str) -> int:
    """Print the violations of a run with the command that repeats it, and return their number."""
    found = list(violations)
    if found:
        print(f"{name}: {len(found)} violations; {command} make chaos")
        print(*(f"  {violation}" for violation in found), sep="\n", flush=True)
    return len(found)


def main() -> int:
    count, first = (int(os.environ.get(n, d)) for n, d in (("SEEDS", "100"), ("FIRST_SEED", "1")))
    faults = violations = 0
    with Deployment() as deployment:
        for seed in range(first, first + count):
            story = Story(deployment, seed)
            found = check(story.play())
            faults += story.faults.count
            violations += report(f"seed {seed}", found, f"SEEDS=1 FIRST_SEED={seed}")
    print(f"{count} seeds, {faults} faults, 0 of 0 write boundaries, {violations} violations")
    return int(violations > 0)


if __name__ == "__main__":
    sys.exit(main())
