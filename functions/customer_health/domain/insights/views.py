"""How much the dashboard is used: kinds of pages, and how long a customer's context takes to show.

Nobody is named: a view counts for a day, a role and a kind of page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from customer_health.domain.roles import Role

PageKind = Literal[
    "customers", "customer", "context", "metric", "alerts", "review",
    "approvals", "reports", "operations",
]  # fmt: skip

BUCKETS: tuple[tuple[str, float], ...] = (
    ("upTo1", 1), ("upTo2", 2), ("upTo5", 5), ("upTo10", 10), ("upTo30", 30),
)  # fmt: skip
"""The buckets of a context's time, each with its longest time in seconds."""
SLOWER = "over30"


def bucket(seconds: float) -> str:
    """Return the bucket of a time; a time on the limit belongs to the faster one."""
    return next((name for name, longest in BUCKETS if seconds <= longest), SLOWER)


@dataclass(frozen=True, slots=True)
class RoleDay:
    """What the people of a role looked at on a day.

    `people` is how many they were, None until the day is over and counted. `context` counts the
    times until the context was shown, by bucket.
    """

    day: date
    role: Role
    pages: Mapping[str, int] = field(default_factory=dict)
    context: Mapping[str, int] = field(default_factory=dict)
    people: int | None = None
