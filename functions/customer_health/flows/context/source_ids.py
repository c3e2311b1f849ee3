"""Finding a customer in a source: the id kept for it first, else by e-mail, once and for all.

The CRM's id is the one that the company is matched with, and nothing else: of what the CRM would
find, the matching has its own opinion.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from customer_health.domain.context.source import CustomerIdentity, Source, SourceName
from customer_health.errors import AmbiguousInSource, BadAnswer, Conflicting, NotInSource
from customer_health.flows.matching.review import link
from customer_health.stores.actions import customer_flags, totals
from customer_health.stores.context import context_cache, source_ids
from customer_health.stores.context.source_ids import FOUND, SourceId
from customer_health.stores.customers import rows
from customer_health.stores.matching import matches
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.decoding import is_key
from customer_health.stores.rtdb.update import Update

Answer = TypeVar("Answer")


def with_id(
    database: Database,
    connector: Source[Any],
    source: SourceName,
    keys: CustomerIdentity,
    now: datetime,
    use: Callable[[str], Answer],
) -> Answer:
    """What `use` gives for the customer's id in a source; of NotInSource it must mean the customer
    alone, not a page or an invoice of theirs. Raises SourceError."""
    source_id, kept = known_id(database, source, keys.company_id)
    if source_id is not None:
        try:
            return use(source_id)
        except NotInSource:
            # What a person said stands; what was found may have been merged into another.
            if kept is None or kept.by != FOUND:
                raise
            database.patch(source_ids.forget(keys.company_id, source, kept))
    return use(found_id(database, connector, source, keys, now))


def id_in(
    database: Database,
    connector: Source[Any],
    source: SourceName,
    keys: CustomerIdentity,
    now: datetime,
) -> str:
    """The customer's id in a source. Raises SourceError."""
    return with_id(database, connector, source, keys, now, lambda source_id: source_id)


def known_id(
    database: Database, source: SourceName, company_id: str
) -> tuple[str | None, SourceId | None]:
    """The id, and how it is kept here."""
    if source == "usage":
        return company_id, None
    if source == "crm":
        return database.get(f"{matches.path(company_id)}/crmId"), None
    kept = source_ids.read(database.get(source_ids.path(company_id, source)))
    return (kept.id if kept else None), kept


def found_id(
    database: Database,
    connector: Source[Any],
    source: SourceName,
    keys: CustomerIdentity,
    now: datetime,
) -> str:
    """Kept from now on. Raises AmbiguousInSource if it is another customer's here."""
    if source == "crm":
        raise NotInSource(f"crm: company {keys.company_id} is linked with no record: link it")
    source_id = connector.find(keys)
    if not is_key(source_id):
        raise BadAnswer(f"{source}: {source_id!r} is no id")
    holder = claim(database, source, source_id, keys.company_id, now)
    if holder != keys.company_id:
        raise AmbiguousInSource(
            f"{source}: {source_id} fits customer {keys.company_id}, but is {holder}'s",
            (source_id,),
        )
    new = SourceId(source_id, FOUND, now)
    database.patch(source_ids.save(keys.company_id, source, new, None))
    return source_id


def claim(
    database: Database, source: SourceName, source_id: str, company_id: str, now: datetime
) -> str:
    """Claim an id; returns whose it is then. The claim of who is no longer tracked lapses, unless
    what they were given counts, or a legal hold stands."""
    holder = source_ids.claim(database, source, source_id, company_id)
    if holder == company_id or rows.is_tracked(database.get(rows.path(holder))):
        return holder
    if source == "billing" and is_bound(database, holder, now):
        return holder
    kept = source_ids.read(database.get(source_ids.path(holder, source)))
    if kept and kept.id == source_id:
        lapsed = (source_ids.path(holder, source), context_cache.entry_path(holder, source))
        database.patch(dict.fromkeys(lapsed))
    return source_ids.claim(database, source, source_id, company_id, over=holder)


def is_bound(database: Database, company_id: str, now: datetime) -> bool:
    held = customer_flags.is_held(database, company_id)
    return held or totals.is_counted(database, company_id, now)


def name_id(
    database: Database,
    source: SourceName,
    company_id: str,
    source_id: str,
    by: str,
    reason: str,
    now: datetime,
) -> Update:
    """A person says which; what is kept of the source is forgotten. Raises Conflicting or
    LinkRefused if the id is another customer's. Returns what was written."""
    forgotten = {context_cache.entry_path(company_id, source): None}
    if source == "crm":
        written = link(database, company_id, source_id, by, reason, now)
        database.patch(forgotten)
        return written
    old = source_ids.read(database.get(source_ids.path(company_id, source)))
    holder = claim(database, source, source_id, company_id, now)
    if holder != company_id:
        raise Conflicting(
            f"{source} {source_id} is customer {holder}'s: name another there first", "id_taken"
        )
    new = SourceId(source_id, by, now, reason)
    updates = source_ids.save(company_id, source, new, old) | forgotten
    database.patch(updates)
    return Update(updates)
