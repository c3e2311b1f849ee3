"""Compare two rehearsals of a rule: as it was, and as a draft of it would have been."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from customer_health.domain.insights.rehearsal import Episode


@dataclass(frozen=True, slots=True)
class Count:
    """How many alerts opened, how many of them became critical, and for how many customers."""

    alerts: int
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
    """Two rehearsals side by side. `days_earlier` is the median over the alerts of `now` that the
    draft has too. `real` counts the alerts that really opened, `reproduced` those of them that are
    the same in `now`: same customer, same dates, same severity. `customers` has those for whom the
    draft changes anything."""

    now: Count
    draft: Count
    acted_on: int
    lost: int
    days_earlier: float | None
    real: int
    reproduced: int
    customers: Sequence[CustomerChange]


def compare(played: Iterable[Played], first: date) -> Comparison:
    """Compare the alerts that opened on `first` or later. Earlier ones only tell which alerts were
    open before."""
    total: Mapping[str, list[Episode]] = defaultdict(list)
    earlier: list[int] = []
    changes: list[CustomerChange] = []
    reproduced = lost = 0
    for one in played:
        real, now, draft = (since(first, found) for found in (one.real, one.now, one.draft))
        total["real"].extend(real)
        total["now"].extend(now)
        total["draft"].extend(draft)
        reproduced += sum(episode.condition in {e.condition for e in now} for episode in real)
        days = [ahead for episode in now if (ahead := days_ahead(episode, one.draft)) is not None]
        earlier += days
        acted_on = [episode for episode in real if episode.acted_on]
        missing = sum(not any(map(episode.overlaps, one.draft)) for episode in acted_on)
        lost += missing
        if {e.condition for e in now} != {e.condition for e in draft}:
            first_ahead = days[0] if days else None
            change = CustomerChange(
                one.company_id, len(now), len(draft), len(acted_on), missing, first_ahead
            )
            changes.append(change)
    return Comparison(
        now=count(total["now"]),
        draft=count(total["draft"]),
        acted_on=sum(episode.acted_on for episode in total["real"]),
        lost=lost,
        days_earlier=median(earlier) if earlier else None,
        real=len(total["real"]),
        reproduced=reproduced,
        customers=changes,
    )


def since(first: date, episodes: Iterable[Episode]) -> list[Episode]:
    return [episode for episode in episodes if episode.opened_on >= first]


def days_ahead(episode: Episode, others: Iterable[Episode]) -> int | None:
    """Return by how many days the earliest alert that was open at the same time opened earlier;
    None if there is none."""
    opened = [other.opened_on for other in others if other.overlaps(episode)]
    return (episode.opened_on - min(opened)).days if opened else None


def count(episodes: Sequence[Episode]) -> Count:
    critical = sum(episode.severity == "critical" for episode in episodes)
    return Count(len(episodes), critical, len({episode.company_id for episode in episodes}))
