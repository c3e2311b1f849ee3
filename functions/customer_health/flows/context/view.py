"""The view of one customer: the sources' records, and the score, flags and events from them."""

from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from customer_health.domain import timeline
from customer_health.domain.context.flags import Flag, Review, flags
from customer_health.domain.context.renewal import Renewal, renewal
from customer_health.domain.context.score import Score, score
from customer_health.domain.context.score_history import DayScore, newer
from customer_health.domain.context.seats import with_sold_seats
from customer_health.domain.context.sections import NEEDS, SectionName
from customer_health.domain.context.source import SOURCES, CustomerIdentity
from customer_health.domain.context.source_results import SourceResults
from customer_health.domain.customers.customer import Customer, with_billing
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.levels import Level
from customer_health.domain.timeline import Event
from customer_health.flows.context.gather import Context
from customer_health.flows.context.revenue_rank import vip_from
from customer_health.flows.timeline import begin, between
from customer_health.stores.actions import customer_flags
from customer_health.stores.context import health_scores, revenue
from customer_health.stores.customers import customers
from customer_health.stores.rtdb.client import Database

TIMELINE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer's view. `events` is empty unless the timeline was asked for. `review` is the last
    health review of a person. `scores` are those of the last 90 days, empty unless the health was
    asked for."""

    customer: Customer
    gathered: SourceResults
    score: Score
    renewal: Renewal
    flags: tuple[Flag, ...]
    events: list[Event]
    now: datetime
    review: Review | None = None
    scores: Mapping[date, DayScore] = field(default_factory=dict)


def profile(
    database: Database,
    context: Context,
    threads: Executor,
    customer: Customer,
    sections: Collection[SectionName],
    now: datetime,
    *,
    alerts: Collection[Level] = (),
    anew: bool = False,
) -> Profile:
    """Read and assess a customer. All reads run in parallel.

    `alerts` are the severities of the open alerts. `anew` asks the sources even if their cached
    records are fresh.
    """
    since, needed = now - TIMELINE, {source for section in sections for source in NEEDS[section]}
    events = begin(database, customer, since, now, threads) if "timeline" in sections else list
    by_hand = threads.submit(database.get, customer_flags.path(customer.id))
    ranks = threads.submit(database.get, revenue.RANKS)
    today = now.astimezone(TORONTO).date()
    # Only with all sources asked: the other sections know a part of the score.
    scores = (
        threads.submit(health_scores.shown, database, customer.id, today)
        if "health" in sections
        else None
    )
    found = context.gather(
        identity_of(customer), [source for source in SOURCES if source in needed], anew=anew
    )
    assessed = assess(
        customer,
        found,
        now,
        ranks=ranks.result(),
        by_hand=by_hand.result(),
        events=events(),
        alerts=alerts,
    )
    return keep_known(database, assessed, scores.result(), today) if scores else assessed


def keep_known(
    database: Database, assessed: Profile, scores: Mapping[date, DayScore], today: date
) -> Profile:
    """Store today's score if it is the first, or rests on more data than the one before, and repeat
    in the customer's row what the list sorts by. Returns the profile with the scores of the last
    days."""
    before, fuller = assessed.customer, newer(scores, today, assessed.score)
    kept = {**scores, today: fuller} if fuller else scores
    newest = kept.get(today, before.score)
    scored = replace(before, score=newest and newest.total)
    updates = customers.save_known(before, with_billing(scored, assessed.gathered.billing.record))
    if fuller:
        updates |= health_scores.save(before.id, today, fuller)
    if updates:
        database.patch(updates)
    return replace(assessed, scores=kept)


def identity_of(customer: Customer) -> CustomerIdentity:
    return CustomerIdentity(customer.id, customer.name, customer.email)


def assess(
    customer: Customer,
    found: SourceResults,
    now: datetime,
    *,
    ranks: object,
    by_hand: object,
    events: list[Event],
    alerts: Collection[Level],
) -> Profile:
    found = with_sold_seats(found)
    billing, usage, support = found.billing.record, found.usage.record, found.support.record
    health = score(billing, usage, support, customer.levels, now)
    due = renewal(
        health.value,
        found.account,
        usage,
        now.astimezone(TORONTO).date(),
        engagement=health.part("engagement").score,
        levels=customer.levels,
        alerts=alerts,
    )
    threshold, set_by_hand = vip_from(ranks, billing), customer_flags.read(by_hand)
    raised = flags(health, due, billing, support, threshold, set_by_hand)
    theirs = between(of_sources(found, events), now - TIMELINE, now)
    review = customer_flags.read_review(by_hand)
    return Profile(customer, found, health, due, raised, [*events, *theirs], now, review)


def of_sources(found: SourceResults, ours: list[Event]) -> list[Event]:
    """Return the sources' events, without the CRM's copies of this backend's own notes."""
    written = {event.id for event in ours}
    theirs = timeline.of_crm(found.crm.record) if found.crm.record else ()
    return [
        *(event for event in theirs if event.id not in written),
        *(timeline.of_support(found.support.record) if found.support.record else ()),
        *(timeline.of_billing(found.billing.record) if found.billing.record else ()),
    ]
