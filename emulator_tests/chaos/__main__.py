"""The fault campaign. `SEEDS=n FIRST_SEED=k python -m emulator_tests.chaos`; see docs/trust.md."""

import os
import sys

from .campaign import run_side_by_side


def main() -> int:
    seeds, first = int(os.environ.get("SEEDS", "1000")), int(os.environ.get("FIRST_SEED", "1"))
    total = run_side_by_side(range(first, first + seeds), os.cpu_count() or 1)
    print(total)
    return int(total.violations > 0)


if __name__ == "__main__":
    sys.exit(main())
