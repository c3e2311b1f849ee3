"""The tier of an action that gives money: by its amount and what the customer was given lately.

The limits are those of the requirements, the same number of US or of Canadian dollars. Nothing is
converted: an amount in a third currency, or next to one in another currency, is tier 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.money import Money

DOLLARS = frozenset({"USD", "CAD"})
WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Given:
    """Money that an action promises or has given. `at` is when it was asked for; once it is
    approved, when it was approved."""

    kind: ActionKind
    amount: Money
    at: datetime


def tier_of(kind: ActionKind, amount: Money | None, others: Iterable[Given], now: datetime) -> Tier:
    """Return the tier of an action at `now`. `others` is the money of the customer's other actions,
    of all kinds and times; this function chooses what counts. Raises ValueError for a kind of money
    without an amount."""
    rules = KINDS[kind]
    if rules.tier is not None:
        return rules.tier
    if amount is None or rules.limit is None:
        raise ValueError(f"{kind} has no tier, and no amount or limit that gives it one")
    sums = [amount, *(one.amount for one in others if one.kind == kind and is_recent(one, now))]
    if {money.currency for money in sums} - DOLLARS or len({m.currency for m in sums}) > 1:
        return 3
    return 2 if sum(money.cents for money in sums) <= rules.limit else 3


def is_recent(given: Given, now: datetime) -> bool:
    return given.at > now - WINDOW
