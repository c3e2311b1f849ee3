"""The ids of customers in the sources.

SourceIds/{companyId}/{source}: {id, by, at, reason?}     `by` is a person, or FOUND
SourceLinks/{source}/{id}: companyId                      an id belongs to one customer only
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_health.domain.context.source import SourceName
from customer_health.domain.instants import iso, parse_instant
from customer_health.stores.rtdb.client import Database

ROOT = "SourceIds"
LINKS = "SourceLinks"
FOUND = "found"

Updates = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SourceId:
    id: str
    by: str
    at: datetime
    reason: str | None = None


def path(company_id: str, source: SourceName) -> str:
    return f"{ROOT}/{company_id}/{source}"


def link_path(source: SourceName, source_id: str) -> str:
    return f"{LINKS}/{source}/{source_id}"


def read(node: Any) -> SourceId | None:
    return (
        SourceId(node["id"], node["by"], parse_instant(node["at"]), node.get("reason"))
        if node
        else None
    )


def claim(
    database: Database,
    source: SourceName,
    source_id: str,
    company_id: str,
    over: str | None = None,
) -> str:
    """Claim an id for a customer, if it is nobody's or belongs to `over`. Returns the holder."""
    return database.claim(link_path(source, source_id), company_id, over)


def save(company_id: str, source: SourceName, new: SourceId, old: SourceId | None) -> Updates:
    """Return the updates that store a claimed id, and release the old one."""
    entry = {"id": new.id, "by": new.by, "at": iso(new.at), "reason": new.reason}
    released = {link_path(source, old.id): None} if old and old.id != new.id else {}
    given = {name: value for name, value in entry.items() if value is not None}
    return {path(company_id, source): given, **released}


def forget(company_id: str, source: SourceName, old: SourceId) -> Updates:
    return {path(company_id, source): None, link_path(source, old.id): None}
