"""`/v1/runs`: look at the daily runs, and start one again."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from flask import Blueprint, Response, url_for
from pydantic import Field
from werkzeug.exceptions import Conflict, NotFound

from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation, as_response
from customer_health.api.http.services import services
from customer_health.api.runs.models import Run, RunDetail, Runs
from customer_health.domain.insights.price import run_cents
from customer_health.domain.instants import TORONTO, clock_of, iso, newest_run_date
from customer_health.domain.run_failures import failure_kind
from customer_health.flows.runs.shards import enqueue_run, split
from customer_health.flows.runs.start import linked_companies
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.runs import runs

runs_routes = Blueprint("runs", __name__)

SUMS = ("done", "skipped", "failed", "repaired", "reads")


class RunsQuery(Model):
    days: Annotated[int, Field(ge=1, le=60)] = 14
    """How many days, up to today. Example: `14`"""


@runs_routes.get("/runs")
@Operation(Runs, query=RunsQuery)
def list_runs(query: RunsQuery) -> Runs:
    """List the daily runs of the last days."""
    last = today()
    first = last - timedelta(days=query.days - 1)
    found = services().database().between(runs.ROOT, first.isoformat(), last.isoformat())
    newest_first = sorted(found.items(), reverse=True)
    return Runs(runs=[Run(**fields(date.fromisoformat(day), run)) for day, run in newest_first])


@runs_routes.get("/runs/<date:run_date>")
@Operation(RunDetail)
def one_run(run_date: str) -> RunDetail:
    """Return the run of a date, with the companies that failed in it."""
    return run_answer(date_of(run_date))


@runs_routes.post("/runs/<date:run_date>")
@Operation(RunDetail, role="admin", status=HTTPStatus.ACCEPTED, refuses=(409,))
def run_again(run_date: str) -> Response:
    """Start the run of a date again.

    The date may be up to 366 days ago; today's run can be started from 6:00 in Toronto on. Figures
    that have not changed stay as they are.
    """
    database, now, day = services().database(), services().now(), date_of(run_date)
    last = newest_run_date(now)
    if not last - timedelta(days=366) <= day <= last:
        raise Conflict(
            f"Choose a date in the 366 days up to {last}. The run after that is for "
            f"{iso(clock_of(last + timedelta(days=1)))}: start it from then on."
        )
    # To the microsecond, as tasks are named by it: a task with a known name is not queued again.
    request = f"by-hand-{now:%Y%m%dT%H%M%S%f}"
    shards = split(day, request, clock_of(day), linked_companies(database))
    enqueue_run(database, services().enqueue_shard, shards, now)
    location = url_for("runs.one_run", run_date=run_date)
    return as_response(run_answer(day), HTTPStatus.ACCEPTED, location=location)


def date_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound(f"{text} is not a date.") from error


def run_answer(run_date: date) -> RunDetail:
    run = services().database().get(runs.path(run_date))
    if run is None:
        raise NotFound(f"There was no run for {run_date}.")
    failures = runs.failures(run)
    kinds = {company_id: failure_kind(why) for company_id, why in failures.items()}
    return RunDetail(**fields(run_date, run), failures=failures, failure_kinds=kinds)


def fields(run_date: date, run: Any) -> dict[str, Any]:
    return {
        "run_date": run_date,
        "state": "complete" if "finishedAt" in run else "running",
        "clock": run["clock"],
        "started_at": run["startedAt"],
        "finished_at": run.get("finishedAt"),
        "made_up_by": run.get("madeUpBy"),
        "companies": run["companies"],
        "shards": run["shardCount"],
        "shards_done": len(children(run.get("shards"))),
        **{name: run.get(name) for name in SUMS},
        "bytes_read": run.get("bytesRead"),
        "cents": cents_of(run),
    }


def cents_of(run: Any) -> float | None:
    """Return the price of a run, None until it is complete."""
    if "finishedAt" not in run:
        return None
    return round(run_cents(run["companies"], run["reads"], run["bytesRead"]), 3)


def today() -> date:
    return services().now().astimezone(TORONTO).date()
