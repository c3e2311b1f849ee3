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

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.score import ENOUGH, score
from customer_health.domain.context.score_history import DayScore, newer
from customer_health.domain.context.seats import with_sold_seats
from customer_health.domain.context.source import SOURCES
from customer_health.domain.context.source_results import Fetched, SourceResults
from customer_health.domain.customers.customer import Customer, with_billing
from customer_health.domain.metrics.levels import Level, company_level
from customer_health.domain.metrics.names import LOGIN
from customer_health.errors import DatabaseDown
from customer_health.stores.context import context_cache, health_scores
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT
from customer_health.stores.rtdb.unreadable import UNREADABLE

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
    except (DatabaseDown, RecursionError, *UNREADABLE) as error:
        log.warning("the health score of %s was not kept: %s", company_id, error)
        return None


@dataclass(frozen=True, slots=True)
class ScoredDay:
    """A customer's score of the day, None if there is none; `is_new` if it is to be kept. And what
    billing knows."""

    score: DayScore | None
    is_new: bool
    billing: BillingRecord | None


def score_day(
    known: KnownSources | None, day: date, levels: Mapping[str, Level], clock: datetime
) -> ScoredDay | None:
    """Compute the day's score. Returns None if the sources could not be read."""
    if known is None:
        return None
    found = with_sold_seats(known.found)
    computed = score(found.billing.record, found.usage.record, found.support.record, levels, clock)
    fuller = newer(known.kept, day, computed)
    return ScoredDay(fuller or known.kept.get(day), fuller is not None, found.billing.record)


def with_score(customer: Customer, scored: ScoredDay | None) -> Customer:
    """Return the customer with the day's score and what billing knows. If the sources could not be
    read, it keeps what it had."""
    if scored is None:
        return customer
    return with_billing(
        replace(customer, score=scored.score and scored.score.total), scored.billing
    )


def save(company_id: str, scored: ScoredDay | None, day: date) -> dict[str, Any]:
    """Return the update that keeps the day's score; empty if one is kept that rests on as much."""
    new = scored.score if scored and scored.is_new else None
    return health_scores.save(company_id, day, new) if new else {}


def health_counts(levels: Mapping[str, Level], scored: ScoredDay | None) -> dict[str, int]:
    """Return what a company adds to the health of all customers in the run's record. A score that
    rests on too little is left out: the metrics alone would make the mean look well."""
    day_score = scored.score if scored else None
    if day_score and day_score.coverage < ENOUGH:
        day_score = None
    return {
        company_level(levels.values()): 1,
        "loginKnown": int(levels[LOGIN] != "none"),
        "loggedIn": int(levels[LOGIN] == "healthy"),
        "scored": int(day_score is not None),
        "scores": day_score.score if day_score else 0,
    }
