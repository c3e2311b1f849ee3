"""`AlertResponses/{date}/{episode}`: {companyId, criticalAt, answeredAt?, endedAt?}, by the day in
Toronto on which an alert turned critical.

The same is in AlertHistory, but by company: a report about all of them would read all of it.
"""

from datetime import date, datetime
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.response import Response, response_changes
from customer_health.domain.codec import from_json
from customer_health.domain.instants import TORONTO, iso
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

ROOT = "AlertResponses"


def save(before: Alert | None, after: Alert) -> dict[str, Any]:
    """Return the update that keeps people's responses up to date with a change of an alert."""
    return {
        f"{ROOT}/{since.astimezone(TORONTO).date()}/{episode}/{field}": iso(value)
        if isinstance(value, datetime)
        else value
        for (episode, since), fields in response_changes(before, after).items()
        for field, value in fields.items()
    }


def between(database: Database, first: date, last: date) -> list[Response]:
    """Return the responses to alerts that turned critical between two days, both included. One that
    can't be read is logged and left out."""
    found = []
    for day, episodes in database.between(ROOT, str(first), str(last)).items():
        for episode, node in children(episodes).items():
            try:
                found.append(from_json(Response, node))
            except UNREADABLE as error:
                log_unreadable(f"{ROOT}/{day}/{episode}", error)
    return found
