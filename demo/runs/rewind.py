"""The records of a company as the app had them at an earlier time.

Runs of earlier days need them. Schedules and timecards need no rewinding: a run reads those of its
own window only.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.stores.metrics import employees, presence
from customer_health.stores.rtdb.nodes import children
from demo.runs.logins import earlier_logins

Record = dict[str, Any]


@dataclass(frozen=True)
class Tenure:
    """When an employee joined and left; None if that is unknown, or has not happened."""

    record: Any
    joined: datetime | None
    left: datetime | None


class Rewound:
    """A company at earlier times: its employees, and the last login of its master account."""

    def __init__(self, data: Record, company_id: str, since: datetime) -> None:
        company = data["Companies"][company_id]
        self._path = employees.path(company_id)
        nodes = children(data["Employees"].get(company_id))
        self._tenures = {key: tenure(node) for key, node in nodes.items()}
        self._master = master_of(company, nodes)
        seen = instant(children(data["PresenceStatus"].get(self._master)).get("lastActive"))
        self._logins = earlier_logins(company_id, seen, since) if seen else []

    def at(self, clock: datetime) -> Record:
        """Return the records of that time as a multi-path update."""
        known = ((key, then(one, clock)) for key, one in self._tenures.items())
        records: Record = {self._path: {key: node for key, node in known if node is not None}}
        if self._logins:
            login = max((at for at in self._logins if at <= clock), default=None)
            records[presence.path(self._master)] = iso(login) if login else None
        return records


def existed(data: Record, company_id: str, clock: datetime) -> bool:
    """Return whether a company was there at that time. One without a date always was."""
    created = instant(data["Companies"][company_id].get("createdAt"))
    return created is None or created <= clock


def then(one: Tenure, clock: datetime) -> Any:
    """Return an employee's record at that time, None if there was none yet."""
    if one.joined and one.joined > clock:
        return None
    if one.left and one.left > clock:
        return {**one.record, "archived": False, "archivedAt": None}
    return one.record


def tenure(node: Any) -> Tenure:
    fields = children(node)
    return Tenure(node, instant(fields.get("createdAt")), instant(fields.get("archivedAt")))


def instant(value: Any) -> datetime | None:
    try:
        return parse_instant(value)
    except (TypeError, ValueError):
        return None


def master_of(company: Record, staff: Record) -> str:
    """Return the userId of the master account; empty if no employee has the company's address."""
    by_email = (
        node["userId"]
        for node in map(children, staff.values())
        if node.get("email") == company.get("email") and "userId" in node
    )
    return str(company.get("masterUserId") or next(by_email, ""))
