"""Everything that this backend stores about one customer, by place in the database.

Of the Pivot app's own records, this has what this backend reads of the company, its employees and
their use of the app. Shifts and timecards are the app's to export. `NOT_EXPORTED` gives, for every
other place, the reason why it has nothing about one customer; docs/data-held.md lists them all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from customer_health.stores.actions import actions, customer_flags, exports, notes, totals
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.audit import log as audit_log
from customer_health.stores.context import (
    context_cache,
    health_scores,
    product_usage,
    revenue,
    source_ids,
)
from customer_health.stores.customers import departures, metrics_node, origins, restatements, rows
from customer_health.stores.matching import crm_companies, crm_sync, matches
from customer_health.stores.metrics import (
    availability_digests,
    companies,
    data_issues,
    employee_ledger,
    employees,
    evidence,
    master_accounts,
)
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

Read = Callable[[Database, str], Any]
"""Reads what one place has on a company, given by id."""


def node(root: str) -> Read:
    return lambda database, company_id: database.get(f"{root}/{company_id}")


def keyed(root: str, parts: int) -> Read:
    """Return a reader of rows whose keys are the company's id and `parts` more, with colons."""

    def read(database: Database, company_id: str) -> Any:
        found = database.between(root, f"{company_id}:", f"{company_id}:~")
        return {key: row for key, row in found.items() if key.rsplit(":", parts)[0] == company_id}

    return read


def notifications(database: Database, company_id: str) -> Any:
    """Read a company's notifications, and its share of those about several companies.

    An id with a colon may start with another company's id, so the stored id is compared too.
    """
    found = database.between(outbox.ROOT, f"{company_id}:", f"{company_id}:~")
    return {
        key: row
        for key, row in found.items()
        if row.get("facts", {}).get("companyId") == company_id
    } | digests(database, company_id)


def digests(database: Database, company_id: str) -> dict[str, Any]:
    found = {}
    for key, row in database.between(outbox.ROOT, *outbox.OF_DATES).items():
        all_alerts = children(row.get("facts", {}).get("alerts")).values()
        if own := [alert for alert in all_alerts if alert.get("companyId") == company_id]:
            found[key] = {**row, "facts": {**row["facts"], "alerts": own}}
    return found


def company(database: Database, company_id: str) -> Any:
    return read_fields(database.get(companies.path(company_id)), companies.FIELDS)


def staff(database: Database, company_id: str) -> Any:
    found = children(database.get(employees.path(company_id)))
    return {key: read_fields(one, employees.FIELDS) for key, one in found.items()}


def read_fields(node: Any, fields: Iterable[str]) -> dict[str, Any]:
    """Return the fields that this backend reads. The app's other fields are the app's to export."""
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
    """Read a company's exports, without the hashes of their links."""
    found = database.where(exports.ROOT, "companyId", company_id)
    return {key: {name: row[name] for name in row.keys() - {"link"}} for key, row in found.items()}


HELD: Mapping[str, Read] = {
    companies.ROOT: company,
    employees.ROOT: staff,
    product_usage.ROOT: node(product_usage.ROOT),
    metrics_node.ROOT: node(metrics_node.ROOT),
    origins.ROOT: node(origins.ROOT),
    restatements.ROOT: node(restatements.ROOT),
    rows.ROOT: node(rows.ROOT),
    departures.ROOT: node(departures.ROOT),
    evidence.ROOT: node(evidence.ROOT),
    data_issues.ROOT: node(data_issues.ROOT),
    employee_ledger.ROOT: node(employee_ledger.ROOT),
    availability_digests.ROOT: node(availability_digests.ROOT),
    master_accounts.LOGINS: node(master_accounts.LOGINS),
    matches.ROOT: node(matches.ROOT),
    crm_companies.ROOT: in_crm(crm_companies.ROOT),
    crm_companies.LINKS: in_crm(crm_companies.LINKS),
    crm_sync.WRITTEN: node(crm_sync.WRITTEN),
    alerts.ROOT: keyed(alerts.ROOT, 1),
    alerts.HISTORY: node(alerts.HISTORY),
    alerts.MESSAGES: keyed(alerts.MESSAGES, 2),
    outbox.ROOT: notifications,
    notes.ROOT: node(notes.ROOT),
    context_cache.ROOT: node(context_cache.ROOT),
    source_ids.ROOT: node(source_ids.ROOT),
    product_usage.HISTORY: node(product_usage.HISTORY),
    health_scores.ROOT: node(health_scores.ROOT),
    revenue.ROOT: revenues,
    customer_flags.ROOT: node(customer_flags.ROOT),
    exports.ROOT: requested,
    actions.ROOT: having(actions.ROOT),
    totals.ROOT: node(totals.ROOT),
    audit_log.ROOT: having(audit_log.ROOT),
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
    "DailyIndex": "rows of days: the figures of CustomerHealthMetrics, with score and alerts",
    "SourceLinks": "the same ids as in SourceIds, by source",
    "RevenueRanks": "thresholds of all customers together",
    "ExportChunks": "the exports themselves",
    "BatchRuns": "runs over all customers: ids, and why one failed",
    "BatchPlans": "runs over all customers: ids",
    "AlertResponses": "times that are in AlertHistory, by day",
    "AlertRuns": "ids, until the run's plan is made",
    "CrmSync": "how far the mirror of the CRM is",
    "AlertRules": "of no customer",
    "AlertRuleVersions": "of no customer",
    "RuleShadows": "of no customer",
    "ViewCounts": "of no customer",
    "DailyVisitors": "of no customer",
    "Views": "of no customer",
    "Quotas": "of no customer",
    "AuditKeys": "Audit by the keys of its steps",
    "AuditHead": "the log's newest number and hash",
    "ActionLeases": "held for minutes",
    "Locks": "held for seconds",
}


def read_all(database: Database, company_id: str) -> dict[str, Any]:
    """Read a customer's data by place; empty places are left out."""
    found = {root: read(database, company_id) for root, read in HELD.items()}
    return {root: node for root, node in found.items() if node}
