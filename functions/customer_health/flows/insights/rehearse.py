"""Rehearse a draft of an alert rule over the customers' history. This reads, and writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule, amend
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.customers.customer import Customer
from customer_health.domain.insights.comparison import Comparison, Played, compare
from customer_health.domain.insights.rehearsal import DayFigure, episodes, play, with_contacts
from customer_health.domain.instants import TORONTO, clock_of, newest_run_date
from customer_health.domain.metrics.levels import Threshold
from customer_health.stores.actions import actions
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.rules import read_versions, versions_path
from customer_health.stores.customers import snapshots
from customer_health.stores.rtdb.client import Database
from customer_health.threads import Threads

LONGEST = 90
LEAD = 30
"""Days before the period that are played too, so that an alert that is open on its first day isn't
taken for a new one."""
CONTACTS: frozenset[ActionKind] = frozenset({"send_email", "schedule_call", "add_note"})
"""The quick actions by which people get in touch with a customer, or note that they did."""
READS_AT_ONCE = 8
"""Customers that are read side by side. Threads of its own: a rehearsal must not hold up the reads
of other requests."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A draft beside the rule that is in force, over the runs from `first` to `last`."""

    present: Rule
    draft: Rule
    first: date
    last: date
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a rule to rehearse; a value of None stays as it is in force."""

    metric: str
    threshold: Threshold
    clears_after: int | None = None
    enabled: bool = True


def rehearse(
    database: Database, draft: Draft, customers: Iterable[Customer], days: int, now: datetime
) -> Rehearsal:
    """Play a draft, and the rule as it was in force on each day, over the newest `days` runs.

    Raises ValueError on thresholds that make no sense.
    """
    versions = versions_of(database, draft.metric, now)
    present = versions[-1]
    drafted = amend(
        present,
        who=present.changed_by,
        at=now,
        threshold=draft.threshold,
        clears_after=draft.clears_after,
        enabled=draft.enabled,
    )
    last = newest_run_date(now)
    first = last - timedelta(days=days - 1)
    play_one = partial(played, database, versions, drafted, first, now)
    with Threads(READS_AT_ONCE, "rehearsal") as threads:
        return Rehearsal(
            present, drafted, first, last, compare(threads.map(play_one, customers), first)
        )


def versions_of(database: Database, metric: str, until: datetime) -> list[Rule]:
    """Return every version that a rule had until some time, the oldest first."""
    saved = read_versions(database.get(versions_path(metric)))
    made = [rule for rule in saved if rule.changed_at is None or rule.changed_at <= until]
    return [DEFAULT_RULES[metric], *made]


def played(
    database: Database,
    versions: Sequence[Rule],
    draft: Rule,
    first: date,
    now: datetime,
    customer: Customer,
) -> Played:
    """Read one customer's figures and alerts, and play both rules over them."""
    since, metric = first - timedelta(days=LEAD), draft.metric
    known = snapshots.between(database, customer.id, since, newest_run_date(now))
    days = [
        DayFigure(day, one.at, one.figure(metric, customer.created_at))
        for day, one in known.items()
    ]
    real = episodes(real_lines(database, customer.id, metric, since, now))
    if any(not episode.acted_on for episode in real):
        real = with_contacts(real, contact_days(database, customer.id))
    return Played(
        customer.id,
        real=real,
        now=episodes(play(customer.id, days, versions)),
        draft=episodes(play(customer.id, days, [draft])),
    )


def real_lines(
    database: Database, company_id: str, metric: str, since: date, until: datetime
) -> list[Transition]:
    """Return what really happened to the alerts of a metric, those of each alert in order."""
    lines = alerts.transitions_between(database, company_id, clock_of(since), until)
    own = (line for line in lines if line.episode.rsplit(":", 2)[1] == metric)
    return sorted(own, key=lambda line: (line.at, line.seq))


def contact_days(database: Database, company_id: str) -> set[date]:
    """Return the days on which people got in touch with a customer."""
    return {
        action.requested_at.astimezone(TORONTO).date()
        for action in actions.of_company(database, company_id)
        if action.kind in CONTACTS and action.state == "done"
    }
