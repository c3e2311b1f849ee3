"""The state of a help desk: organizations, users, and tickets with their comments."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .errors import ZendeskError

Json = Any

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")


def timestamp(at: datetime | None = None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """What the help desk holds. A search finds a ticket that was created through the API only
    `index_after` seconds later."""

    def __init__(self) -> None:
        self.organizations: dict[int, Json] = {}
        self.users: dict[int, Json] = {}
        self.tickets: dict[int, Json] = {}
        self.comments: dict[int, list[Json]] = {}
        self.archived: set[int] = set()
        self.index_after = 0.0
        self._searchable_from: dict[int, float] = {}
        self._last_id = 100

    def clear(self) -> None:
        for records in (self.organizations, self.users, self.tickets, self.comments):
            records.clear()
        self.archived.clear()
        self._searchable_from.clear()
        self.index_after = 0.0

    def put_organization(self, name: str, **fields: Json) -> Json:
        empty: Json = {"domain_names": [], "external_id": None}
        made = {"id": self._next_id(), "name": name, **empty, **fields}
        self.organizations[made["id"]] = made
        return made

    def put_user(self, email: str | None, name: str = "", **fields: Json) -> Json:
        empty = {"organization_id": None, "role": "end-user", "active": True, "external_id": None}
        made = {"id": self._next_id(), "email": email, "name": name, **empty, **fields}
        self.users[made["id"]] = made
        return made

    def put_ticket(self, **fields: Json) -> Json:
        """Add a ticket without checks; times are text in Zendesk's format."""
        now = timestamp()
        solved_at = fields.pop("solved_at", None)
        created_at = fields.get("created_at", now)
        empty = {
            "subject": "",
            "description": "",
            "status": "solved" if solved_at else "open",
            "priority": None,
            "requester_id": None,
            "organization_id": None,
            "tags": [],
            "satisfaction_rating": {"score": "unoffered"},
            "external_id": None,
            "via": {"channel": "api"},
            "created_at": created_at,
            "updated_at": solved_at or created_at,
        }
        id_ = fields.pop("id", None) or self._next_id()
        made = {"id": id_, **empty, **fields}
        made["raw_subject"] = made["subject"]
        made["metric_set"] = {
            "ticket_id": id_,
            "created_at": created_at,
            "solved_at": solved_at,
            "reopens": 0,
            "full_resolution_time_in_minutes": {"calendar": None, "business": None},
        }
        self.tickets[id_] = made
        self.comments[id_] = []
        return made

    def create_ticket(self, given: Json) -> Json:
        """Create a ticket through the API. Raises ZendeskError (422) for what Zendesk refuses."""
        if not (given.get("comment") or {}).get("body"):
            raise ZendeskError(422, "Description: cannot be blank")
        self._check_priority(given)
        organization = given.get("organization_id")
        if organization is not None and organization not in self.organizations:
            raise ZendeskError(422, "Organization is invalid")
        requester = self._find_or_create_requester(given.get("requester") or {})
        fields = {
            name: given[name]
            for name in ("subject", "priority", "external_id", "tags")
            if name in given
        }
        made = self.put_ticket(
            status="new",
            description=given["comment"]["body"],
            requester_id=requester["id"],
            organization_id=organization or requester["organization_id"],
            **fields,
        )
        self._add_comment(made["id"], given["comment"])
        self._searchable_from[made["id"]] = time.monotonic() + self.index_after
        return made

    def update_ticket(self, id_: int, given: Json) -> Json:
        ticket = self.ticket(id_)
        if ticket["status"] == "closed":
            raise ZendeskError(422, "Status: closed prevents ticket update")
        if given.get("safe_update") and given.get("updated_stamp") != ticket["updated_at"]:
            raise ZendeskError(409, "Safe Update prevented the update due to outdated ticket data.")
        self._check_priority(given)
        for field in ("priority", "status", "subject"):
            ticket[field] = given.get(field, ticket[field])
        ticket["tags"] = sorted(set(given.get("tags", ticket["tags"])))
        if "comment" in given:
            self._add_comment(id_, given["comment"])
        ticket["updated_at"] = timestamp()
        return ticket

    def ticket(self, id_: int) -> Json:
        if id_ not in self.tickets:
            raise ZendeskError(404, "Not found")
        return self.tickets[id_]

    def search(self, matches: Callable[[Json], bool]) -> list[Json]:
        """Return the tickets that match, of those that the search's index knows already."""
        now = time.monotonic()
        return [
            ticket
            for id_, ticket in self.tickets.items()
            if self._searchable_from.get(id_, 0) <= now and matches(ticket)
        ]

    def tickets_of(self, field: str, id_: int) -> list[Json]:
        """Return the tickets whose `field` is that id, except archived ones."""
        return [
            one
            for one in self.tickets.values()
            if one[field] == id_ and one["id"] not in self.archived
        ]

    def _find_or_create_requester(self, given: Json) -> Json:
        email = (given.get("email") or "").lower()
        if not email:
            raise ZendeskError(422, "Requester: Email: cannot be blank")
        same = (one for one in self.users.values() if (one["email"] or "").lower() == email)
        return next(same, None) or self.put_user(email, given.get("name", ""))

    def _add_comment(self, ticket: int, given: Json) -> None:
        self.comments[ticket].append({"public": True, "created_at": timestamp(), **given})

    def _check_priority(self, given: Json) -> None:
        if given.get("priority") not in (None, *PRIORITIES):
            raise ZendeskError(422, "Priority: is not properly formatted")

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id
