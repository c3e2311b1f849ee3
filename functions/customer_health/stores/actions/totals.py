"""The money of a customer's actions that counts towards the limits.

ActionTotals/{companyId}/{actionId}: {kind, cents, currency, at}
                            money promised or given; one node a customer, so that two actions at
                            the same time are counted one after the other
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.actions.action import GIVEN_UP
from customer_health.domain.actions.approvals import is_expired
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.actions.tiers import Given, is_recent, tier_of
from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.money import Money
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

ROOT = "ActionTotals"
SETTLING = timedelta(hours=1)
"""Longer than any call still runs after it has counted an amount: its action is stored by then, or
never will be."""


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def reserve(
    database: Database,
    company_id: str,
    action_id: str,
    kind: ActionKind,
    amount: Money | None,
    now: datetime,
    *,
    renew: bool = True,
) -> Tier:
    """Count an action's money from `now` on; returns its tier, together with all other actions.

    Serialised by ETag: of two at the same time, the second is counted with the first. Without
    `renew`, an amount that is already counted under this id stays: it may be another request's.
    """
    if amount is None:
        return tier_of(kind, None, (), now)
    own = {"kind": kind, "cents": amount.cents, "currency": amount.currency, "at": iso(now)}
    lapsed = read_lapsed(database, company_id, now)

    def others(node: Any) -> dict[str, Any]:
        found = counting(node, lapsed, now)
        return {key: other for key, other in found.items() if key != action_id}

    def with_own(node: Any) -> dict[str, Any]:
        stored = None if renew else counting(node, lapsed, now).get(action_id)
        return {**others(node), action_id: stored or own}

    counted = database.change(path(company_id), with_own)
    return tier_of(kind, amount, map(given, others(counted).values()), now)


def is_counted(database: Database, company_id: str, now: datetime) -> bool:
    """Return whether money that the customer was given, or is promised, counts to the limits."""
    lapsed = read_lapsed(database, company_id, now)
    return bool(counting(database.get(path(company_id)), lapsed, now))


def counting(node: Any, lapsed: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the entries that count. One that was renewed since it lapsed is another entry: it
    counts."""
    return {
        key: entry
        for key, entry in children(node).items()
        if is_recent(given(entry), now) and entry != lapsed.get(key)
    }


def read_lapsed(database: Database, company_id: str, now: datetime) -> dict[str, Any]:
    """Return the entries that a crash, or a task that comes late, has left behind: nothing will be
    given for them. Recent ones may be of calls that still run."""
    entries = children(database.get(path(company_id)))
    old = {key: one for key, one in entries.items() if now - given(one).at >= SETTLING}
    return {key: one for key, one in old.items() if is_over(database, key, now)}


def is_over(database: Database, action_id: str, now: datetime) -> bool:
    """Return whether an action gives no money: it was never stored, was given up, or was refused by
    the vendor with nothing done."""
    action = actions.read(database.get(actions.path(action_id)))
    if action is None:
        return True
    return action.state in GIVEN_UP or action.retryable or is_expired(action, now)


def given(node: Any) -> Given:
    amount = Money(node["cents"], node["currency"])
    return Given(node["kind"], amount, parse_instant(node["at"]))


def release(company_id: str, action_id: str) -> dict[str, Any]:
    """Return the update after which an action's money does not count."""
    return {f"{path(company_id)}/{action_id}": None}
