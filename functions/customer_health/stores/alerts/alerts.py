"""Alerts and their history.

Alerts/{companyId}:{rule}        the newest episode; `open` is for queries, `endedAt` and `endedAs`
                                 are the keys by which ended alerts are sorted and paged
AlertHistory/{companyId}/{key}   a transition; its key is `{companyId}:{rule}:{episode}:{seq}`
AlertMessages/{episode}          {channel_id, ts, thread} of the episode's message in Slack
AlertRuns/{date}/{key}: true     an alert to notify of once that run is complete
AlertRuns/firstRun: date         the first run over all tracked companies
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from customer_health.domain.alerts.alert import RANK, Alert
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.instants import iso
from customer_health.stores.alerts import responses
from customer_health.stores.alerts.locks import needs_lock
from customer_health.stores.alerts.row_copies import row_copy, save_row_copy
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.queries import beyond
from customer_health.stores.rtdb.update import Update

ROOT = "Alerts"
HISTORY = "AlertHistory"
MESSAGES = "AlertMessages"
RUNS = "AlertRuns"
FIRST_RUN = f"{RUNS}/firstRun"

PAST = {"date": "endedAt", "severity": "endedAs"}
"""The child to query ended alerts by, for each sort order."""


def path(alert_key: str) -> str:
    return f"{ROOT}/{alert_key}"


def bounds(company_id: str) -> tuple[str, str]:
    """Return the first and the last key that an alert of a company may have."""
    return f"{company_id}:", f"{company_id}:~"


def read(node: Any) -> Alert | None:
    return from_json(Alert, node) if node else None


def read_all(company_id: str, nodes: Mapping[str, Any] | None) -> dict[str, Alert]:
    """Return a company's alerts by rule, from the nodes between its `bounds`.

    Those may include another company's: with the ids `a` and `a:b`, the keys of `a:b` lie between
    the bounds of `a`.
    """
    alerts = (from_json(Alert, node) for node in (nodes or {}).values())
    return {alert.rule: alert for alert in alerts if alert.company_id == company_id}


def save(before: Alert | None, after: Alert, transitions: Iterable[Transition]) -> Update:
    """Write an alert, its new lines of history, its copy in the customer's row, and the response to
    it if it is critical.

    Only the fields that differ are written, so that an evaluation doesn't undo a person's decision
    made at the same time, nor the reverse.
    """
    lines = history(transitions)
    old, new = stored(before) if before else {}, stored(after)
    changed = {field for field in {*old, *new} if old.get(field) != new.get(field)}
    fields = {f"{path(after.key)}/{field}": new.get(field) for field in changed}
    moves = bool(lines) or needs_lock(changed)
    answered = responses.save(before, after)
    written = Update({**lines, **fields, **answered}, after.company_id if moves else None)
    return written | save_row_copy(row_copy(before), after)


def stored(alert: Alert) -> dict[str, Any]:
    """Return an alert's node: its fields, and the children that queries use."""
    sort_keys = {PAST[order]: place for order, place in places(alert).items() if place}
    return {**as_json(alert), "open": alert.is_open, **sort_keys}


def places(alert: Alert) -> dict[str, str | None]:
    """Return the sort key of an ended alert in each order, unique among all alerts; None while the
    alert is open."""
    if alert.is_open:
        return dict.fromkeys(PAST)
    place = f"{iso(alert.since)} {alert.key}"
    return {"date": place, "severity": f"{RANK[alert.severity]} {place}"}


def past(
    database: Database,
    order: str,
    size: int,
    after: str | None,
    *,
    descending: bool,
    company_id: str = "",
) -> list[tuple[str, Alert]]:
    """Return up to `size` ended alerts in an order of PAST, each with its sort key.

    `after` is the sort key of the last alert of the page before, None for the first page.
    """
    if company_id:
        # A company has one alert for each metric, so all of them are read and sorted here.
        nodes = database.between(ROOT, *bounds(company_id))
        keyed = ((places(alert)[order], alert) for alert in read_all(company_id, nodes).values())
        ended = [(place, alert) for place, alert in keyed if place is not None]
        return beyond(ended, after, lambda pair: pair[0], descending=descending)[:size]
    child = PAST[order]
    rows = database.ranked(ROOT, child, size, after, descending=descending)
    return [(row[child], from_json(Alert, row)) for row in rows]


def history(transitions: Iterable[Transition]) -> dict[str, Any]:
    return {
        f"{HISTORY}/{line.episode.rsplit(':', 2)[0]}/{line.key}": as_json(line)
        for line in transitions
    }


def transitions_between(
    database: Database, company_id: str, since: datetime, until: datetime
) -> list[Transition]:
    """Return the transitions of a company's alerts between two instants, both included."""
    nodes = database.within(f"{HISTORY}/{company_id}", "at", iso(since), iso(until))
    return [from_json(Transition, node) for node in nodes.values()]


def message_path(episode: str) -> str:
    return f"{MESSAGES}/{episode}"


def run_path(run_date: date) -> str:
    return f"{RUNS}/{run_date.isoformat()}"


def mark_to_notify(run_date: date, alert: Alert) -> dict[str, Any]:
    """Mark an alert that moved in a run, so that the run's notifications include it."""
    return {f"{run_path(run_date)}/{alert.key}": True}
