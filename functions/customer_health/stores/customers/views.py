"""`Views/{id}`: a saved filter of the list: name, by (userId), email, shared, filters, savedAt."""

from datetime import datetime
from typing import Any

from customer_health.domain.instants import iso
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

ROOT = "Views"


def path(view_id: str) -> str:
    return f"{ROOT}/{view_id}"


def visible_to(database: Database, user_id: str) -> dict[str, Any]:
    """Return a person's own views, and those that others share, by id."""
    views = children(database.get(ROOT))
    return {key: view for key, view in views.items() if view["by"] == user_id or view["shared"]}


def save(
    view_id: str,
    name: str,
    filters: dict[str, Any],
    user_id: str,
    email: str,
    now: datetime,
    *,
    shared: bool,
) -> dict[str, Any]:
    view = {"name": name, "by": user_id, "email": email, "shared": shared, "savedAt": iso(now)}
    return {path(view_id): {**view, **({"filters": filters} if filters else {})}}
