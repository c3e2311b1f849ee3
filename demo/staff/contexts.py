"""The contexts that the staff looked at yesterday, and the health scores of the days before.

The rows of those days get the same scores, so that the list as of a past day shows them.

The vendors know only what they know today, so a score of an earlier day rests on the levels of its
day, and on bills, tickets and use as the staff saw them.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any, cast

from customer_health.connectors.usage import UsageSource
from customer_health.domain.codec import as_json
from customer_health.domain.context.score import ENOUGH, Score, score
from customer_health.domain.context.score_history import DayScore, newer
from customer_health.domain.context.seats import with_sold_seats
from customer_health.domain.context.source import CustomerIdentity, Source, SourceName
from customer_health.domain.context.source_results import Fetched, SourceResults
from customer_health.domain.instants import clock_of
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.context.gather import Context
from customer_health.stores.context import context_cache, health_scores
from customer_health.stores.customers import daily_rows, metrics_node
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.runs import runs
from demo.app.people import Record
from demo.runs.client import DumpDatabase
from demo.vendors.accounts import Account

SCORED: tuple[SourceName, ...] = ("billing", "support", "usage")
"""The sources that the health score rests on."""

DAYS = 60
BEFORE_RUN = timedelta(hours=14)
"""The staff looked at the contexts so long before the newest run: after every request of theirs."""


def look_at_contexts(
    database: DumpDatabase, vendors: Vendors, accounts: Iterable[Account], today: date
) -> None:
    """Ask the vendors about each customer, as a view does, and add the scores of the days before,
    with their sums in the records of the runs."""
    seen_at = clock_of(today) - BEFORE_RUN
    usage = UsageSource(lambda: cast(BulkDatabase, nullcontext(database.dump)))
    sources: dict[SourceName, Source[Any] | None] = {**vendors.sources, "usage": usage}
    context = Context(database, sources, lambda *_: None, lambda: seen_at)
    updates: Record = {}
    for account in accounts:
        company = account.company
        identity = CustomerIdentity(company.id, company.name, company.email)
        for source in SCORED:
            context.refresh(identity, source)
        for day, found in scores(database, account, today).items():
            updates |= health_scores.save(company.id, day, found)
            if database.get(row := daily_rows.path(day, company.id)):
                updates[f"{row}/score"] = as_json(found)
    database.patch({**updates, **sums(database, updates)})


def scores(database: DumpDatabase, account: Account, today: date) -> dict[date, DayScore]:
    """Return the scores of the days before, as the product computes them."""
    seen = seen_records(database.get(context_cache.path(account.company.id)))
    found: dict[date, DayScore] = {}
    for ago in range(1, DAYS + 1):
        day = today - timedelta(days=ago)
        figures = database.get(metrics_node.history_path(account.company.id, day))
        if figures and day >= account.since:
            then = score_then(seen, figures, clock_of(today) - BEFORE_RUN)
            if kept := newer({}, day, then):
                found[day] = kept
    return found


def seen_records(cached: Any) -> SourceResults:
    node = cached or {}
    records = {one: context_cache.read(one, node.get(one)).record for one in SCORED}
    return with_sold_seats(
        SourceResults(**{one: Fetched(record) for one, record in records.items()})
    )


def score_then(seen: SourceResults, figures: Record, clock: datetime) -> Score:
    billing, usage, support = seen.billing.record, seen.usage.record, seen.support.record
    return score(billing, usage, support, figures["levels"], clock)


def sums(database: DumpDatabase, scored: Record) -> Record:
    """Return the sums of the scores of each day, for the records of the runs."""
    by_day: dict[str, list[int]] = defaultdict(list)
    known = children(database.get(runs.ROOT))
    for path, node in scored.items():
        day = path.rpartition("/")[2]
        if day in known and node["coverage"] >= ENOUGH:
            by_day[day].append(node["score"])
    updates: Record = {}
    for day, found in by_day.items():
        updates[f"{runs.ROOT}/{day}/health/scored"] = len(found)
        updates[f"{runs.ROOT}/{day}/health/scores"] = sum(found)
    return updates
