"""A customer's id in a source: the stored one, else one that the source finds, which is stored.

The CRM's id always comes from the matching, as the matching has its own rules.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from customer_health.domain.context.source import (
    CustomerIdentity,
    SearchableSource,
    Source,
    SourceName,
)
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
    customer: CustomerIdentity,
    now: datetime,
    use: Callable[[str], Answer],
) -> Answer:
    """Call `use` with the customer's id in a source, and return its result. Raises SourceError.

    If `use` raises NotInSource, the id is forgotten and looked for again. So `use` must raise it
    for a missing customer only, not for a missing page or invoice.
    """
    source_id, stored = known_id(database, source, customer.company_id)
    if source_id is not None:
        try:
            return use(source_id)
        except NotInSource:
            # An id that a person named stays. One that was found may have been merged away.
            if stored is None or stored.by != FOUND:
                raise
            database.patch(source_ids.forget(customer.company_id, source, stored))
    return use(found_id(database, connector, source, customer, now))


def id_in(
    database: Database,
    connector: Source[Any],
    source: SourceName,
    customer: CustomerIdentity,
    now: datetime,
) -> str:
    """Return the customer's id in a source. Raises SourceError."""
    return with_id(database, connector, source, customer, now, lambda source_id: source_id)


def known_id(
    database: Database, source: SourceName, company_id: str
) -> tuple[str | None, SourceId | None]:
    """Return the id without asking the source, and the stored entry, if any."""
    if source == "usage":
        return company_id, None
    if source == "crm":
        return database.get(f"{matches.path(company_id)}/crmId"), None
    stored = source_ids.read(database.get(source_ids.path(company_id, source)))
    return (stored.id if stored else None), stored


def found_id(
    database: Database,
    connector: Source[Any],
    source: SourceName,
    customer: CustomerIdentity,
    now: datetime,
) -> str:
    """Find the customer in a source, and store the id. Raises SourceError.

    That is AmbiguousInSource if the id belongs to another customer.
    """
    company_id = customer.company_id
    if not isinstance(connector, SearchableSource):
        raise NotInSource(f"{source}: company {company_id} is linked with no record: link it")
    source_id = connector.find(customer)
    if not is_key(source_id):
        raise BadAnswer(f"{source}: {source_id!r} is no id")
    holder = claim(database, source, source_id, company_id, now)
    if holder != company_id:
        raise AmbiguousInSource(
            f"{source}: {source_id} fits customer {company_id}, but is {holder}'s", (source_id,)
        )
    new = SourceId(source_id, FOUND, now)
    database.patch(source_ids.save(company_id, source, new, None))
    return source_id


def claim(
    database: Database, source: SourceName, source_id: str, company_id: str, now: datetime
) -> str:
    """Claim an id for a customer. Returns the id's holder, who may be another customer.

    The claim of a customer who is no longer tracked lapses, unless recent credits still count for
    the id, or there is a legal hold.
    """
    holder = source_ids.claim(database, source, source_id, company_id)
    if holder == company_id or rows.is_tracked(database.get(rows.path(holder))):
        return holder
    if source == "billing" and is_bound(database, holder, now):
        return holder
    stored = source_ids.read(database.get(source_ids.path(holder, source)))
    if stored and stored.id == source_id:
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
    """Store an id that a person named, and drop the source's cached record.

    Returns what was written for the id. Raises Conflicting or LinkRefused if the id belongs to
    another tracked customer, for the CRM also if there is no such record or no such company.
    """
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
