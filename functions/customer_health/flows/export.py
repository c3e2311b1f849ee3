"""All that this backend holds on a customer, as one ZIP of JSON: a file for each place.

Of the Pivot app's records, what this backend reads of the company, its employees and its use of
the app is in it; shifts and timecards are the app's to export. `NOT_EXPORTED` says of every other
place why it has nothing about one customer; docs/data-held.md is the same for people.
"""

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
from customer_health.stores.actions import actions, customer_flags, exports, notes, totals
from customer_health.stores.actions.exports import Export, Link
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.audit import log as audit
from customer_health.stores.context import context_cache, product_usage, revenue, source_ids
from customer_health.stores.customers import metrics_node
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.matching import crm_companies, crm_sync, matches
from customer_health.stores.metrics import (
    companies,
    data_issues,
    employee_ledger,
    employees,
    evidence,
    master_accounts,
)
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

LINK_LASTS = timedelta(minutes=15)

Read = Callable[[Database, str], Any]


def node(root: str) -> Read:
    return lambda database, company_id: database.get(f"{root}/{company_id}")


def keyed(root: str, parts: int) -> Read:
    """Keys are the company's id and so many other parts, with colons between."""

    def read(database: Database, company_id: str) -> Any:
        found = database.between(root, f"{company_id}:", f"{company_id}:~")
        return {key: row for key, row in found.items() if key.rsplit(":", parts)[0] == company_id}

    return read


def told_of(database: Database, company_id: str) -> Any:
    """An id may begin like another with a colon. Of what speaks for many, what it says of one."""
    found = database.between(outbox.ROOT, f"{company_id}:", f"{company_id}:~")
    return {
        key: row
        for key, row in found.items()
        if row.get("facts", {}).get("companyId") == company_id
    } | digests(database, company_id)


def digests(database: Database, company_id: str) -> dict[str, Any]:
    told = {}
    for key, row in database.between(outbox.ROOT, *outbox.OF_DATES).items():
        named = row.get("facts", {}).get("alerts", ())
        if own := [alert for alert in named if alert.get("companyId") == company_id]:
            told[key] = {**row, "facts": {**row["facts"], "alerts": own}}
    return told


def company(database: Database, company_id: str) -> Any:
    return read_fields(database.get(companies.path(company_id)), companies.FIELDS)


def staff(database: Database, company_id: str) -> Any:
    found = children(database.get(employees.path(company_id)))
    return {key: read_fields(one, employees.FIELDS) for key, one in found.items()}


def read_fields(node: Any, fields: Iterable[str]) -> dict[str, Any]:
    """What this backend reads of a record; what else the app keeps on it is the app's to show."""
    return {name: value for name, value in children(node).items() if name in fields}


def having(root: str) -> Read:
    return lambda database, company_id: database.where(root, "companyId", company_id)


def in_crm(root: str) -> Read:
    def read(database: Database, company_id: str) -> Any:
        crm_id = database.get(f"{matches.path(company_id)}/crmId")
        found = database.get(f"{root}/{crm_id}") if crm_id else None
        return {crm_id: found} if found else None

    return read


def revenues(database: Database, company_id: str) -> Any:
    currencies = database.get(revenue.ROOT, shallow=True) or ()
    found = {one: database.get(revenue.path(one, company_id)) for one in currencies}
    return {currency: cents for currency, cents in found.items() if cents is not None}


def requested(database: Database, company_id: str) -> Any:
    """Without what would open another one's link."""
    rows = database.where(exports.ROOT, "companyId", company_id)
    return {key: {name: row[name] for name in row.keys() - {"link"}} for key, row in rows.items()}


HELD: Mapping[str, Read] = {
    companies.ROOT: company,
    employees.ROOT: staff,
    product_usage.ROOT: node(product_usage.ROOT),
    metrics_node.ROOT: node(metrics_node.ROOT),
    customer_rows.ROOT: node(customer_rows.ROOT),
    evidence.ROOT: node(evidence.ROOT),
    data_issues.ROOT: node(data_issues.ROOT),
    employee_ledger.ROOT: node(employee_ledger.ROOT),
    master_accounts.LOGINS: node(master_accounts.LOGINS),
    matches.ROOT: node(matches.ROOT),
    crm_companies.ROOT: in_crm(crm_companies.ROOT),
    crm_companies.LINKS: in_crm(crm_companies.LINKS),
    crm_sync.WRITTEN: node(crm_sync.WRITTEN),
    alerts.ROOT: keyed(alerts.ROOT, 1),
    alerts.HISTORY: node(alerts.HISTORY),
    alerts.MESSAGES: keyed(alerts.MESSAGES, 2),
    outbox.ROOT: told_of,
    notes.ROOT: node(notes.ROOT),
    context_cache.ROOT: node(context_cache.ROOT),
    source_ids.ROOT: node(source_ids.ROOT),
    product_usage.HISTORY: node(product_usage.HISTORY),
    revenue.ROOT: revenues,
    customer_flags.ROOT: node(customer_flags.ROOT),
    exports.ROOT: requested,
    actions.ROOT: having(actions.ROOT),
    totals.ROOT: node(totals.ROOT),
    audit.ROOT: having(audit.ROOT),
}

NOT_EXPORTED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("Departments", "Schedules", "Availability", "Timecards"),
            "PresenceStatus",
        ),
        "the Pivot app's own",
    ),
    "MasterAccounts": "the users behind MasterLogins, by their ids alone",
    "SourceLinks": "SourceIds the other way round",
    "RevenueRanks": "thresholds of all customers together",
    "ExportChunks": "the exports themselves",
    "BatchRuns": "runs over all customers: ids, and why one failed",
    "BatchPlans": "runs over all customers: ids",
    "AlertRuns": "ids, until the run's plan is made",
    "CrmSync": "how far the mirror of the CRM is",
    "AlertRules": "of no customer",
    "AlertRuleVersions": "of no customer",
    "Views": "of no customer",
    "AuditKeys": "Audit by the keys of its steps",
    "AuditHead": "the log's newest number and hash",
    "ActionLeases": "held for minutes",
    "Locks": "held for seconds",
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """What quick actions start exports with; `enqueue` has `put_together` called by a task."""

    database: Database
    enqueue: Callable[[str], None]
    clock: Callable[[], datetime]

    def start(self, company_id: str, requested_by: str, key: str) -> str:
        """The export's id, the same for the same `key`."""
        export_id = start_export(self.database, company_id, requested_by, self.clock(), key)
        self.enqueue(export_id)
        return export_id


def start_export(database: Database, company_id: str, who: str, now: datetime, key: str) -> str:
    """Notes down that somebody wants it; a task puts it together. Once for the same `key`."""
    export_id = sha256(f"{company_id}/{key}".encode()).hexdigest()[:32]
    if database.get(exports.path(export_id)) is None:
        database.patch(exports.create(export_id, company_id, who, now))
    return export_id


def put_together(database: Database, export_id: str, now: datetime) -> None:
    """Nothing, for one that is ready or gone."""
    export = exports.read(database.get(exports.path(export_id)))
    if export is None or export.state == "ready":
        return
    held = {root: read(database, export.company_id) for root, read in HELD.items()}
    content = as_zip(export, {root: found for root, found in held.items() if found})
    chunks = exports.save_chunks(database, export_id, content)
    database.patch(exports.ready(export_id, len(content), chunks, now))


def as_zip(export: Export, held: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content: a repeated task writes the same chunks."""
    about = {
        "companyId": export.company_id,
        "requestedBy": export.by,
        "requestedAt": iso(export.at),
        "files": sorted(held),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"about": about, **held}.items():
            entry = zipfile.ZipInfo(f"{name}.json", export.at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, json.dumps(content, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def get_export(database: Database, export_id: str, who: str, now: datetime) -> Export:
    """For whoever asked for it. Raises Missing, Forbidden."""
    export = exports.read(database.get(exports.path(export_id)))
    if export is None or export.expires_at <= now:
        raise Missing(
            f"there is no export {export_id}, or no longer: it is kept for a day", "export_over"
        )
    if export.by != who:
        raise Forbidden(f"this export is {export.by}'s; start one of your own")
    return export


def new_link(database: Database, export_id: str, now: datetime) -> tuple[str, datetime]:
    """The token of a link, and until when it opens the export; an earlier one no longer does."""
    token, until = secrets.token_urlsafe(32), now + LINK_LASTS
    database.patch(exports.save_link(export_id, Link(hashed(token), until)))
    return token, until


def open_download(
    database: Database, export_id: str, who: str, token: str, now: datetime
) -> tuple[Export, Iterable[bytes]]:
    """The bytes of the ZIP. Raises Missing, Forbidden."""
    export = get_export(database, export_id, who, now)
    link = export.link
    valid = link and now < link.until and hmac.compare_digest(link.hash, hashed(token))
    if not valid or export.chunks is None:
        raise Forbidden("this link is over, or another has been asked for since", "export_over")
    return export, exports.content(database, export_id, export.chunks)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
