"""What the runs of all companies of a daily run share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, Self

from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.bulk_client import Reader

Mode = Literal["today", "past", "history_only"]


class ReaderAndWriter(Reader, Protocol):
    """The daily run's database, as one company's run uses it."""

    def of(self, company_id: str) -> Self: ...

    async def patch(self, updates: Mapping[str, Any]) -> None: ...

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None: ...

    async def set_max(self, path: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class RunContext:
    """A run's database, date, clock (its scheduled time), mode and alert rules.

    A run for "today" writes everything. A "past" run takes the state as of its clock, evaluates no
    alerts, and writes the top-level figures only if no newer run has. A day that is made up for
    beside a newer run is "history_only".
    """

    database: ReaderAndWriter
    run_date: date
    clock: datetime
    mode: Mode
    user_by_email: UserByEmail
    rules: Mapping[str, Rule] = field(default_factory=lambda: DEFAULT_RULES)

    @property
    def past(self) -> bool:
        return self.mode != "today"

    @property
    def window(self) -> Window:
        """The run's window in Toronto's time zone: `load_company` replaces it by one in the
        company's own zone."""
        return Window(self.run_date, self.clock, TORONTO, self.past)
