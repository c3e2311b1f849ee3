"""`ContextCache/{companyId}`: what the sources said of a customer, for all instances.

{source}: {record, fetchedAt, failure?, lease?}     `record` is JSON as one text
expiresAt: when all of it is deleted

`failure` is what went wrong since: {kind, detail, candidates?, at, retryAt}; the record from before
stays. `lease` is held by whoever is asking the source right now. Whoever makes a record untrue,
by naming another id or by an action, deletes the entry and with it the lease: the answer to what
was asked before is then not kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import RECORDS, SourceFailure
from customer_health.domain.instants import iso, parse_instant
from customer_health.errors import BadAnswer
from customer_health.stores.rtdb.client import Database

ROOT = "ContextCache"
KEPT = timedelta(days=7)
"""After a source was last asked about the customer. It holds people's names and addresses, so no
longer than an outage is worth."""

Updates = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """One source's; without a record there is no `fetched_at`. `retry_at` is when it is worth
    asking again after a trouble."""

    record: Any = None
    fetched_at: datetime | None = None
    failure: SourceFailure | None = None
    failed_at: datetime | None = None
    retry_at: datetime | None = None


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def entry_path(company_id: str, source: SourceName) -> str:
    return f"{path(company_id)}/{source}"


def lease_path(company_id: str, source: SourceName) -> str:
    return f"{entry_path(company_id, source)}/lease"


def read(source: SourceName, node: Any) -> CacheEntry:
    """A record in the shape of another version of this backend is none."""
    node = node or {}
    failure = node.get("failure")
    record = decoded(source, node.get("record"))
    return CacheEntry(
        record,
        parse_instant(node["fetchedAt"]) if record is not None else None,
        failure
        and SourceFailure(failure["kind"], failure["detail"], tuple(failure.get("candidates", ()))),
        failure and parse_instant(failure["at"]),
        failure and parse_instant(failure["retryAt"]),
    )


def decoded(source: SourceName, text: Any) -> Any:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=RECORDS[source])
    except msgspec.ValidationError:
        return None


def encoded(source: SourceName, record: Any) -> tuple[str, Any]:
    """A record's JSON, and the record as everybody reads it from there. Raises BadAnswer for what
    could not be read again."""
    try:
        text = msgspec.json.encode(record).decode()
        return text, msgspec.json.decode(text, type=RECORDS[source])
    except (ValueError, TypeError, OverflowError, msgspec.MsgspecError) as error:
        raise BadAnswer(f"{source}: a record that can't be kept: {error}") from error


def save(
    database: Database, company_id: str, source: SourceName, holder: str, text: str, now: datetime
) -> bool:
    """Also forgets a failure, and gives the lease back. Returns whether it was still `holder`'s:
    else nothing is written."""
    entry = {"record": text, "fetchedAt": precise(now)}
    return keep(database, company_id, source, holder, now, lambda _: entry)


def save_failure(
    database: Database,
    company_id: str,
    source: SourceName,
    holder: str,
    trouble: SourceFailure,
    now: datetime,
    retry_at: datetime,
) -> bool:
    """Also gives the lease back; what `save` returns."""
    failure = {
        "kind": trouble.kind,
        "detail": trouble.detail,
        "at": precise(now),
        "retryAt": precise(retry_at),
        **({"candidates": list(trouble.candidates)} if trouble.candidates else {}),
    }

    def failed(node: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in node.items() if name != "lease"}
        return {**kept, "failure": failure}

    return keep(database, company_id, source, holder, now, failed)


def keep(
    database: Database,
    company_id: str,
    source: SourceName,
    holder: str,
    now: datetime,
    entry_of: Callable[[dict[str, Any]], dict[str, Any]],
) -> bool:
    kept = False

    def changed(node: Any) -> Any:
        nonlocal kept
        lease = (node or {}).get("lease") or {}
        kept = lease.get("holder") == holder
        return entry_of(node) if kept else node

    database.patch(renewal(company_id, now))  # before there is anything to be deleted one day
    database.change(entry_path(company_id, source), changed)
    return kept


def renewal(company_id: str, now: datetime) -> Updates:
    return {f"{path(company_id)}/expiresAt": iso(now + KEPT)}


def precise(at: datetime) -> str:
    """To the microsecond: whoever waits for a newer answer must see that it is newer."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def expired(database: Database, now: datetime) -> Updates:
    """The removal of what nobody has asked for lately."""
    return {path(key): None for key in database.within(ROOT, "expiresAt", "", iso(now))}
