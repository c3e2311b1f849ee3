"""`CustomerIndex/{companyId}/alerts/{shortName}`: copies of a customer's open alerts in its row.

A list of customers shows their alerts from these copies, without a read of `Alerts`.
"""

from collections.abc import Mapping
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.codec import as_json, from_json
from customer_health.stores.alerts.locks import needs_lock
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable
from customer_health.stores.rtdb.update import Update

COPIED_FIELDS = (
    "episode", "ruleVersion", "phase", "severity", "openedAt", "since", "asOf", "seq", "value",
    "data", "triage", "held", "changes",
)  # fmt: skip


def row_copy(alert: Alert | None) -> dict[str, Any]:
    """Return the copy of an alert; it is empty unless the alert is open."""
    fields = as_json(alert) if alert and alert.is_open else {}
    return {name: value for name, value in fields.items() if name in COPIED_FIELDS}


def save_row_copy(old: Mapping[str, Any], after: Alert) -> Update:
    """Write the fields in which the copy of an alert differs from `old`; if there was no copy,
    write all, so that no leftover of an earlier episode stays."""
    new = row_copy(after)
    is_new = bool(new) and not old
    short = rows.SHORT_NAMES[after.rule]
    changed = {
        (short, name): new.get(name)
        for name in COPIED_FIELDS
        if is_new or old.get(name) != new.get(name)
    }
    return row_update(after.company_id, changed)


def repair_row(company_id: str, alerts: Mapping[str, Alert], row: Any) -> Update:
    """Write the fields in which the copies in a row differ from the alerts, given by metric.

    Two writers at the same time may have left a copy with some fields of each.
    """
    stored = copies(row)
    repaired = {
        (short, name): new.get(name)
        for metric, short in rows.SHORT_NAMES.items()
        for new, old in [(row_copy(alerts.get(metric)), stored.get(metric, {}))]
        for name in {*new, *old}
        if new.get(name) != old.get(name)
    }
    return row_update(company_id, repaired)


def row_update(company_id: str, changed: Mapping[tuple[str, str], Any]) -> Update:
    """Write fields of the copies in a row, given by short name of the metric and field name."""
    if not changed:
        return Update()
    row = rows.path(company_id)
    leaves = {f"{row}/alerts/{short}/{name}": value for (short, name), value in changed.items()}
    moves = needs_lock(name for _, name in changed)
    return Update({**leaves, f"{row}/changedAt": SERVER_TIME}, company_id if moves else None)


def copies(row: Any) -> dict[str, dict[str, Any]]:
    """Return the copies in a row by metric, as stored."""
    stored = row.get("alerts") if isinstance(row, dict) else None
    if not isinstance(stored, dict):
        return {}
    by_metric = {metric: stored.get(short) for metric, short in rows.SHORT_NAMES.items()}
    return {metric: copy for metric, copy in by_metric.items() if isinstance(copy, dict)}


def in_row(company_id: str, row: Mapping[str, Any]) -> list[Alert]:
    """Return a customer's open alerts from its row.

    Fields that are not copied have their defaults. A copy that can't be read is skipped; the next
    daily run repairs the row.
    """
    alerts = (read_copy(company_id, metric, copy) for metric, copy in copies(row).items())
    return [alert for alert in alerts if alert]


def read_copy(company_id: str, metric: str, copy: Mapping[str, Any]) -> Alert | None:
    if "phase" not in copy:  # a late write of unlocked fields, after the copy was deleted
        return None
    try:
        return from_json(Alert, {**copy, "companyId": company_id, "rule": metric})
    except UNREADABLE as error:
        log_unreadable(f"{rows.path(company_id)}/alerts/{rows.SHORT_NAMES[metric]}", error)
        return None
