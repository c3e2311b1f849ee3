"""Exports of a customer's data: one ZIP of JSON files, made by a task, downloaded with a link."""

import hmac
import io
import json
import secrets
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from customer_health.domain.instants import iso
from customer_health.errors import Forbidden, Missing
from customer_health.flows import customer_data
from customer_health.stores.actions import exports
from customer_health.stores.actions.exports import Export, Link
from customer_health.stores.rtdb.client import Database

LINK_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Starts exports for quick actions. `enqueue` starts a task that calls `put_together`."""

    database: Database
    enqueue: Callable[[str], None]
    clock: Callable[[], datetime]

    def start(self, company_id: str, requested_by: str, key: str) -> str:
        """Start an export, and return its id. The same `key` gives the same export."""
        export_id = start_export(self.database, company_id, requested_by, self.clock(), key)
        self.enqueue(export_id)
        return export_id


def start_export(
    database: Database, company_id: str, requested_by: str, now: datetime, key: str
) -> str:
    """Store that a person asked for an export, unless it exists already. Returns its id."""
    export_id = sha256(f"{company_id}/{key}".encode()).hexdigest()[:32]
    if database.get(exports.path(export_id)) is None:
        database.patch(exports.create(export_id, company_id, requested_by, now))
    return export_id


def put_together(database: Database, export_id: str, now: datetime) -> None:
    """Make an export's ZIP and store it, unless the export is ready or expired."""
    export = exports.read(database.get(exports.path(export_id)))
    if export is None or export.state == "ready":
        return
    content = as_zip(export, customer_data.read_all(database, export.company_id))
    chunks = exports.save_chunks(database, export_id, content)
    database.patch(exports.ready(export_id, len(content), chunks, now))


def as_zip(export: Export, data: Mapping[str, Any]) -> bytes:
    """Return the ZIP. The same data gives the same bytes, so a repeated task changes nothing."""
    about = {
        "companyId": export.company_id,
        "requestedBy": export.by,
        "requestedAt": iso(export.at),
        "files": sorted(data),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"about": about, **data}.items():
            entry = zipfile.ZipInfo(f"{name}.json", export.at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, json.dumps(content, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def get_export(database: Database, export_id: str, who: str, now: datetime) -> Export:
    """Return an export to the person who asked for it. Raises Missing, Forbidden."""
    export = exports.read(database.get(exports.path(export_id)))
    if export is None or export.expires_at <= now:
        raise Missing(f"there is no export {export_id}; each is deleted after a day", "export_over")
    if export.by != who:
        raise Forbidden(f"this export belongs to {export.by}; start one of your own")
    return export


def new_link(database: Database, export_id: str, now: datetime) -> tuple[str, datetime]:
    """Make a new download link. Returns its token and its end; an older link stops working."""
    token, until = secrets.token_urlsafe(32), now + LINK_LASTS
    database.patch(exports.save_link(export_id, Link(hashed(token), until)))
    return token, until


def open_download(
    database: Database, export_id: str, who: str, token: str, now: datetime
) -> tuple[Export, Iterable[bytes]]:
    """Return an export and the bytes of its ZIP. Raises Missing, Forbidden."""
    export = get_export(database, export_id, who, now)
    link = export.link
    valid = link and now < link.until and hmac.compare_digest(link.hash, hashed(token))
    if not valid or export.chunks is None:
        raise Forbidden(
            "this link has expired, or a newer one replaced it; ask for another", "export_over"
        )
    return export, exports.content(database, export_id, export.chunks)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
