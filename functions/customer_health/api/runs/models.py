"""Models of the daily runs."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.http.models import Model


class Run(Model):
    """A daily run. What it has not reached yet is left out."""

    run_date: date
    state: Literal["running", "complete"]
    clock: datetime
    started_at: datetime
    finished_at: datetime | None = None
    made_up_by: date | None = None
    companies: int
    shards: int
    shards_done: int
    done: int | None = None
    skipped: int | None = None
    failed: int | None = None
    repaired: int | None = None
    reads: int | None = None
    bytes_read: int | None = None


class Runs(Model):
    """The newest run comes first."""

    runs: list[Run]


class RunDetail(Run):
    """A run with its `failures`: why a company has no figures of that date, by company."""

    failures: dict[str, str]
