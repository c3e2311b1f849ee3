"""How much the dashboard is used, by day in Toronto and role.

ViewCounts/{date}/{role}      pages/{page}, context/{bucket}: int, and people: how many they were,
                              once the day is over
DailyVisitors/{date}          salt, and {role}/{hash}: true for each person of the day. The hash is
                              salted, and all of it is deleted once the people are counted: it says
                              neither who they were, nor whether they came on another day
"""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from customer_health.domain.codec import from_json
from customer_health.domain.insights.views import PageKind, RoleDay, bucket
from customer_health.domain.instants import TORONTO
from customer_health.domain.roles import ROLES, Role
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

ROOT = "ViewCounts"
VISITORS = "DailyVisitors"


def count(
    database: Database, page: PageKind, seconds: float | None, role: Role, uid: str, now: datetime
) -> None:
    """Count a view of a page; `seconds` is how long the context took to show, if it did."""
    day = now.astimezone(TORONTO).date()
    add_one(database, f"{ROOT}/{day}/{role}/pages/{page}")
    if seconds is not None:
        add_one(database, f"{ROOT}/{day}/{role}/context/{bucket(seconds)}")
    salt = database.claim(f"{VISITORS}/{day}/salt", token_hex())
    visitor = sha256(f"{salt} {uid}".encode()).hexdigest()[:32]
    database.patch({f"{VISITORS}/{day}/{role}/{visitor}": True})


def add_one(database: Database, path: str) -> None:
    database.change(path, lambda known: (known or 0) + 1)


def close_days(database: Database, now: datetime) -> Mapping[str, Any]:
    """Return the update that counts the people of the days before today, and forgets them.

    A view that was counted while its day was closed may have left one more: the larger count stays.
    """
    today = str(now.astimezone(TORONTO).date())
    updates: dict[str, Any] = {}
    for day in database.get(VISITORS, shallow=True) or ():
        if day >= today:
            continue
        visitors = database.get(f"{VISITORS}/{day}")
        for role in ROLES:
            path = f"{ROOT}/{day}/{role}/people"
            if found := len(children(visitors.get(role))):
                updates[path] = max(found, database.get(path) or 0)
        updates[f"{VISITORS}/{day}"] = None
    return updates


def between(database: Database, first: date, last: date) -> list[RoleDay]:
    """Return what each role looked at on the days between two, both included. What can't be read is
    logged and left out."""
    found = []
    for day, roles in database.between(ROOT, str(first), str(last)).items():
        for role, node in children(roles).items():
            try:
                found.append(from_json(RoleDay, {**node, "day": day, "role": role}))
            except UNREADABLE as error:
                log_unreadable(f"{ROOT}/{day}/{role}", error)
    return found
