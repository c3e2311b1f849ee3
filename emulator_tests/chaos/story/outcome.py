"""What a story or a flow has left behind, for the checker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.reference.metrics import child

Json = Any


@dataclass
class Outcome:
    """`before` is the database before the last daily run, of the day `day`; `after` is what it is
    in the end. `messages` are those of each channel in Slack, `given` the cents that
    the billing gave to customers, each with the action that it was for."""

    day: date
    before: Json
    after: Json
    messages: Mapping[str, list[Json]]
    given: list[tuple[str, int]]

    @property
    def linked(self) -> list[str]:
        """Return the ids of the companies that are tracked."""
        companies = self.after.get("Companies", {})
        return [id_ for id_ in companies if child(companies, id_, "csmDashboardLinked") is True]
