"""Keep a customer's health score of the day, beside its daily run.

No vendor is asked: the score rests on the run's own levels and on what views have left in the
cache, which is at most a week old. Its coverage says how much that is.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from customer_health.domain.context.score import score
from customer_health.domain.context.score_history import DayScore, newer
from customer_health.domain.context.seats import with_sold_seats
from customer_health.domain.context.source import SOURCES
from customer_health.domain.context.source_results import Fetched, SourceResults
from customer_health.domain.customers.customer import Customer, with_billing
from customer_health.domain.metrics.levels import Level
from customer_health.errors import DatabaseDown
from customer_health.stores.context import context_cache, health_scores
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT, MALFORMED

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownSources:
    """The cached records of a customer, and the scores that are kept of the day."""

    found: SourceResults = field(default_factory=SourceResults)
    kept: Mapping[date, DayScore] = field(default_factory=dict)


async def known_sources(reader: Reader, company_id: str, day: date) -> KnownSources | None:
    """Read what the score needs. If that fails it is logged and None: it must not fail the run."""
    try:
        raw_cache = await reader.get(context_cache.path(company_id))
        if raw_cache == ABSENT:
            return KnownSources()  # and no view of today has kept a score that rests on more
        raw_kept = await reader.get(health_scores.path(company_id, day))
        cache, kept = json.loads(raw_cache), json.loads(raw_kept)
        records = {one: context_cache.read(one, cache.get(one)).record for one in SOURCES}
        found = SourceResults(**{one: Fetched(record) for one, record in records.items()})
        return KnownSources(found, {day: health_scores.read(kept)} if kept else {})
    except (DatabaseDown, *MALFORMED) as error:
        log.warning("the health score of %s was not kept: %s", company_id, error)
        return None


def with_known(
    customer: Customer,
    known: KnownSources | None,
    day: date,
    levels: Mapping[str, Level],
    clock: datetime,
) -> tuple[Customer, dict[str, Any]]:
    """Return the customer with the day's score and what billing knows, and the update that keeps
    the score; that is empty if one is kept that rests on as much.

    If the sources could not be read, the customer keeps what it had.
    """
    if known is None:
        return customer, {}
    found = with_sold_seats(known.found)
    computed = score(found.billing.record, found.usage.record, found.support.record, levels, clock)
    fuller = newer(known.kept, day, computed)
    scored = replace(customer, score=fuller or known.kept.get(day))
    update = health_scores.save(customer.id, day, fuller) if fuller else {}
    return with_billing(scored, found.billing.record), update
