"""The settings of the schema tests: the number of examples, and the checks of each answer."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

CONFIG = SchemathesisConfig.from_path(Path(__file__).parent.parent.parent / "schemathesis.toml")

EXAMPLES = os.environ.get("FUZZ_EXAMPLES")
BUDGET = settings(
    max_examples=int(EXAMPLES or 6),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""A request or more an example; the same ones each time, unless FUZZ_EXAMPLES says how many."""
