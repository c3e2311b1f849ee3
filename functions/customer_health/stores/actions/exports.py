"""Exports: everything that is held on a customer, collected for the person who asked for it.

Exports/{exportId}: companyId, by, at, state, bytes?, chunks?, readyAt?, expiresAt, link?
    state     "pending", "ready"
    link      {hash, until}: the hash of the only token that opens it now
ExportChunks/{exportId}/n{number}: a part of the ZIP, at most 5 MB as base64
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from customer_health.domain.codec import as_json, from_json
from customer_health.domain.instants import iso
from customer_health.stores.rtdb.client import Database

ROOT = "Exports"
CHUNKS = "ExportChunks"
KEPT = timedelta(hours=24)
CHUNK = 3 * 1024 * 1024
"""Bytes, which are 4 MB of base64: below what the database takes in one write."""

Updates = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Export:
    company_id: str
    by: str
    at: datetime
    expires_at: datetime
    state: Literal["pending", "ready"] = "pending"
    bytes: int | None = None
    chunks: int | None = None
    ready_at: datetime | None = None
    link: Link | None = None


def path(export_id: str) -> str:
    return f"{ROOT}/{export_id}"


def chunks_path(export_id: str) -> str:
    return f"{CHUNKS}/{export_id}"


def read(node: Any) -> Export | None:
    return from_json(Export, node) if node else None


def create(export_id: str, company_id: str, by: str, now: datetime) -> Updates:
    return {path(export_id): as_json(Export(company_id, by, now, now + KEPT))}


def save_chunks(database: Database, export_id: str, content: bytes) -> int:
    """Store the ZIP in parts, and return how many. Safe to repeat with the same content."""
    parts = range(0, len(content), CHUNK)
    for number, start in enumerate(parts):
        text = b64encode(content[start : start + CHUNK]).decode()
        database.patch({f"{chunks_path(export_id)}/n{number}": text})
    return len(parts)


def content(database: Database, export_id: str, chunks: int) -> Iterator[bytes]:
    """Return the ZIP, part by part."""
    for number in range(chunks):
        yield b64decode(database.get(f"{chunks_path(export_id)}/n{number}"))


def ready(export_id: str, size: int, chunks: int, now: datetime) -> Updates:
    return {
        f"{path(export_id)}/state": "ready",
        f"{path(export_id)}/bytes": size,
        f"{path(export_id)}/chunks": chunks,
        f"{path(export_id)}/readyAt": iso(now),
        f"{path(export_id)}/expiresAt": iso(now + KEPT),
    }


def save_link(export_id: str, link: Link) -> Updates:
    return {f"{path(export_id)}/link": as_json(link)}


def expired(database: Database, now: datetime) -> Updates:
    """Return the update that deletes all exports whose time is over, in whatever state."""
    old = database.within(ROOT, "expiresAt", "", iso(now))
    return {name(key): None for key in old for name in (path, chunks_path)}
