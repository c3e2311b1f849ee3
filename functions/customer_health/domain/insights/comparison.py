"""Compare two rehearsals of a rule: as it was, and as a draft of it would have been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from customer_health.domain.insights.rehearsal import Episode


@dataclass(frozen=True, slots=True)
class Count:
    """How many alerts there were, how many of them opened in the period, how many became critical,
    and for how many customers."""

    alerts: int
    opened: int
    critical: int
    customers: int


@dataclass(frozen=True, slots=True)
class Played:
    """The alerts of one customer: the real ones, and those of both rehearsals."""

    company_id: str
    real: Sequence[Episode]
    now: Sequence[Episode]
    draft: Sequence[Episode]


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """What the draft changes for one customer. The first four are numbers of alerts: `acted_on`
    counts the real ones that a person worked on, `lost` those of them that the draft would not have
    opened. `days_earlier` is that of the first alert that both have; negative if it is later.
    """

    company_id: str
    now: int
    draft: int
    acted_on: int
    lost: int
    days_earlier: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rehearsals side by side.

    `acted_on` and `lost` are sums over all customers. `days_earlier` is the median over the alerts
    of `now` that the draft has too. `real` counts the alerts that really opened in the period,
    `reproduced` those of them that are the same in `now`: same customer, same dates, same severity.
    `customers` has those for whom the draft changes anything.
    """

    now: Count
    draft: Count
    acted_on: int
    lost: int
    days_earlier: float | None
    real: int
    reproduced: int
    customers: Sequence[CustomerChange]


def compare(played: Iterable[Played], first: date) -> Comparison:
    """Compare the alerts of a period that begins on `first`: all that were open at some time of it.

    What needs the true date of an opening counts only those that opened in the period: an alert
    from before may have opened even before the first day that was played.
    """
    all_now: list[Episode] = []
    all_draft: list[Episode] = []
    earlier: list[int] = []
    changes: list[CustomerChange] = []
    acted_on = lost = opened = reproduced = 0
    for one in played:
        real, now, draft = (still_open(first, found) for found in (one.real, one.now, one.draft))
        all_now += now
        all_draft += draft
        days = days_earlier(opened_since(first, now), draft)
        earlier += days
        worked_on = [episode for episode in real if episode.acted_on]
        missing = sum(not any(map(episode.overlaps, draft)) for episode in worked_on)
        acted_on += len(worked_on)
        lost += missing
        conditions = {episode.condition for episode in now}
        really = opened_since(first, real)
        opened += len(really)
        reproduced += sum(episode.condition in conditions for episode in really)
        if conditions != {episode.condition for episode in draft}:
            ahead = days[0] if days else None
            counts = len(now), len(draft), len(worked_on), missing
            changes.append(CustomerChange(one.company_id, *counts, ahead))
    return Comparison(
        now=count(first, all_now),
        draft=count(first, all_draft),
        acted_on=acted_on,
        lost=lost,
        days_earlier=median(earlier) if earlier else None,
        real=opened,
        reproduced=reproduced,
        customers=changes,
    )


def still_open(first: date, episodes: Iterable[Episode]) -> list[Episode]:
    """Return the alerts that were open on a date, or opened later."""
    return [episode for episode in episodes if (episode.ended_on or date.max) >= first]


def opened_since(first: date, episodes: Iterable[Episode]) -> list[Episode]:
    return [episode for episode in episodes if episode.opened_on >= first]


def days_earlier(episodes: Iterable[Episode], others: Sequence[Episode]) -> list[int]:
    """Return for each alert by how many days the first of the others that was open at the same time
    opened earlier. An alert without such a one is left out."""
    openings = (
        (episode, [other.opened_on for other in others if other.overlaps(episode)])
        for episode in episodes
    )
    return [(episode.opened_on - min(opened)).days for episode, opened in openings if opened]


def count(first: date, episodes: Sequence[Episode]) -> Count:
    critical = sum(episode.severity == "critical" for episode in episodes)
    return Count(
        alerts=len(episodes),
        opened=len(opened_since(first, episodes)),
        critical=critical,
        customers=len({episode.company_id for episode in episodes}),
    )
