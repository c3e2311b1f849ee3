"""Models of the daily runs."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.http.models import Model
from customer_health.domain.run_failures import FailureKind


class Run(Model):
    """A daily run. What it has not reached yet is left out."""

    run_date: date
    """The run's date."""
    state: Literal["running", "complete"]
    """Whether every shard has reported."""
    clock: datetime
    """The instant for which the figures hold."""
    started_at: datetime
    """When the run started."""
    finished_at: datetime | None = None
    """When the last shard reported."""
    made_up_by: date | None = None
    """The date of the later run that made up for this day."""
    companies: int
    """How many companies the run computes. Example: `120`"""
    shards: int
    """In how many parts the run is divided. Example: `3`"""
    shards_done: int
    """How many of them have reported. Example: `3`"""
    done: int | None = None
    """How many companies were computed. Example: `119`"""
    skipped: int | None = None
    """How many were no longer linked when their turn came. Example: `0`"""
    failed: int | None = None
    """How many companies failed. Example: `1`"""
    repaired: int | None = None
    """How many live employee counts the recount found wrong. Example: `0`"""
    reads: int | None = None
    """How many reads of the database the run made. Example: `1440`"""
    bytes_read: int | None = None
    """How many bytes the run read. Example: `5242880`"""
    cents: float | None = None
    """The price of the run in US cents: an estimate from what it counts and the published prices.
    Example: `0.6`"""


class Runs(Model):
    """The newest run comes first."""

    runs: list[Run]
    """The runs, the newest first."""


class RunDetail(Run):
    """A run with its failures."""

    failures: dict[str, str]
    """Why each company that failed has no figures of the date, in English, by the company's id.
    Example: `{"acme": "no such company"}`"""
    failure_kinds: dict[str, FailureKind]
    """What kind of failure each of these is, for programs. Example: `{"acme": "bad_record"}`"""
