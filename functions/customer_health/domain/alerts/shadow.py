"""A shadow of an alert rule: a draft that runs beside the rule, and notifies nobody."""

from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.metrics.levels import Threshold


@dataclass(frozen=True, slots=True)
class Shadow:
    """A draft of one rule, from its start until a person stops it. It never changes in between.

    `number` counts the shadows of the rule. Without `stopped_at` it still runs.
    """

    metric: str
    number: int
    threshold: Threshold
    clears_after: int
    enabled: bool
    reason: str
    started_by: str
    started_at: datetime
    stopped_by: str | None = None
    stopped_at: datetime | None = None

    @property
    def key(self) -> str:
        # The letter: the database returns a node with dense integer keys as an array.
        return f"s{self.number}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None
