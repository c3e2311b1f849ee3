"""`ContextCache/{companyId}`: the sources' last answers about a customer, for all instances.

{source}: {record, fetchedAt, failure?, lease?}     `record` is JSON in one text
expiresAt: the time at which all of it is deleted

`failure` is what failed since then: {kind, detail, candidates?, at, retryAt}. The older record
stays. The instance that is asking the source holds `lease`. A write that makes a record wrong, such
as another id or an action, deletes the entry with its lease: an answer that is still on its way is
then not stored.
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
"""How long an entry is kept after the last request. It contains names and addresses, so only as
long as it helps in an outage."""

Updates = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A source's entry. `fetched_at` belongs to `record`, `failed_at` and `retry_at` to
    `failure`."""

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
    """Read an entry. A record that another version of this backend wrote may not fit: then it is
    ignored."""
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
    """Return a record from its JSON, or None if it doesn't fit its type."""
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=RECORDS[source])
    except (msgspec.MsgspecError, TypeError):
        return None


def encoded(source: SourceName, record: Any) -> tuple[str, Any]:
    """Return a record's JSON, and the record as it reads from there.

    Raises BadAnswer for a record that could not be read again.
    """
    try:
        text = msgspec.json.encode(record).decode()
        return text, msgspec.json.decode(text, type=RECORDS[source])
    except (ValueError, TypeError, OverflowError, msgspec.MsgspecError) as error:
        raise BadAnswer(f"{source}: a record that can't be kept: {error}") from error


def save(
    database: Database, company_id: str, source: SourceName, holder: str, text: str, now: datetime
) -> bool:
    """Store a record, remove a failure and release the lease.

    Returns False, and writes nothing, if `holder` no longer holds the lease.
    """
    entry = {"record": text, "fetchedAt": precise(now)}
    return _write(database, company_id, source, holder, now, lambda _: entry)


def save_failure(
    database: Database,
    company_id: str,
    source: SourceName,
    holder: str,
    failure: SourceFailure,
    now: datetime,
    retry_at: datetime,
) -> bool:
    """Store a failure beside the record, and release the lease. Returns the same as `save`."""
    stored = {
        "kind": failure.kind,
        "detail": failure.detail,
        "at": precise(now),
        "retryAt": precise(retry_at),
        **({"candidates": list(failure.candidates)} if failure.candidates else {}),
    }

    def failed(node: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in node.items() if name != "lease"}
        return {**kept, "failure": stored}

    return _write(database, company_id, source, holder, now, failed)


def _write(
    database: Database,
    company_id: str,
    source: SourceName,
    holder: str,
    now: datetime,
    entry_of: Callable[[dict[str, Any]], dict[str, Any]],
) -> bool:
    is_held = False

    def changed(node: Any) -> Any:
        nonlocal is_held
        lease = (node or {}).get("lease") or {}
        is_held = lease.get("holder") == holder
        return entry_of(node) if is_held else node

    # Before the entry exists, so that there is never one that doesn't expire.
    database.patch(renewal(company_id, now))
    database.change(entry_path(company_id, source), changed)
    return is_held


def renewal(company_id: str, now: datetime) -> Updates:
    return {f"{path(company_id)}/expiresAt": iso(now + KEPT)}


def precise(at: datetime) -> str:
    """Write a time to the microsecond, so that a newer answer always has a later time."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def expired(database: Database, now: datetime) -> Updates:
    """Return the updates that delete entries nobody has asked for in a week."""
    return {path(key): None for key in database.within(ROOT, "expiresAt", "", iso(now))}
