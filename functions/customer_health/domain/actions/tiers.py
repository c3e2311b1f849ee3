"""Who must say yes to money: by the amount together with what the customer was given lately.

The limits hold, as the requirements say them, for US and for Canadian dollars alike. Nothing is
converted: an amount in another currency, or beside one in another, is an executive's to decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from customer_health.domain.actions.kinds import KINDS, ActionKind, Tier
from customer_health.domain.money import Money

LIMITS: Mapping[ActionKind, int] = {"credit": 500_00, "refund": 1_000_00}
"""Cents up to which, within the window, a supervisor may say yes."""

DOLLARS = frozenset({"USD", "CAD"})
WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Given:
    """Money that an action promises or has given. `at`: when it was asked for, or approved."""

    kind: ActionKind
    amount: Money
    at: datetime


def tier_of(kind: ActionKind, amount: Money | None, others: Iterable[Given], now: datetime) -> Tier:
    """`others` is what the customer's other actions promise or have given, of all kinds."""
    fixed = KINDS[kind].tier
    if fixed is not None:
        return fixed
    if amount is None:
        raise ValueError(f"{kind} has no amount")
    sums = [amount, *(one.amount for one in others if one.kind == kind and is_recent(one, now))]
    if {money.currency for money in sums} - DOLLARS or len({m.currency for m in sums}) > 1:
        return 3
    return 2 if sum(money.cents for money in sums) <= LIMITS[kind] else 3


def is_recent(given: Given, now: datetime) -> bool:
    return given.at > now - WINDOW
