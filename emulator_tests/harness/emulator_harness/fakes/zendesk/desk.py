"""What a help desk holds: organizations, users and tickets with their comments."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .errors import ZendeskError

Json = Any

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")


def stamp(at: datetime | None = None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """`index_after` is how many seconds a search takes to learn of a ticket that was made by the
    API."""

    def __init__(self) -> None:
        self.organizations: dict[int, Json] = {}
        self.users: dict[int, Json] = {}
        self.tickets: dict[int, Json] = {}
        self.comments: dict[int, list[Json]] = {}
        self.archived: set[int] = set()
        self.index_after = 0.0
        self._searchable: dict[int, float] = {}
        self._made = 100

    def clear(self) -> None:
        for held in (self.organizations, self.users, self.tickets, self.comments):
            held.clear()
        self.archived.clear()
        self._searchable.clear()
        self.index_after = 0.0

    def put_organization(self, name: str, **fields: Json) -> Json:
        made = {"id": self._next(), "name": name, "domain_names": [], "external_id": None, **fields}
        self.organizations[made["id"]] = made
        return made

    def put_user(self, email: str | None, name: str = "", **fields: Json) -> Json:
        empty = {"organization_id": None, "role": "end-user", "active": True, "external_id": None}
        made = {"id": self._next(), "email": email, "name": name, **empty, **fields}
        self.users[made["id"]] = made
        return made

    def put_ticket(self, **fields: Json) -> Json:
        """`created_at`, `updated_at` and `solved_at` are text as Zendesk writes it."""
        now = stamp()
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
        name = fields.pop("id", None) or self._next()
        made = {"id": name, **empty, **fields}
        made["raw_subject"] = made["subject"]
        made["metric_set"] = {
            "ticket_id": name,
            "created_at": created_at,
            "solved_at": solved_at,
            "reopens": 0,
            "full_resolution_time_in_minutes": {"calendar": None, "business": None},
        }
        self.tickets[name] = made
        self.comments[name] = []
        return made

    def make_ticket(self, given: Json) -> Json:
        """By the API, which checks and completes what it gets."""
        if not (given.get("comment") or {}).get("body"):
            raise ZendeskError(422, "Description: cannot be blank")
        self._check(given)
        organization = given.get("organization_id")
        if organization is not None and organization not in self.organizations:
            raise ZendeskError(422, "Organization is invalid")
        requester = self._requester(given.get("requester") or {})
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
        self._comment(made["id"], given["comment"])
        self._searchable[made["id"]] = time.monotonic() + self.index_after
        return made

    def change_ticket(self, name: int, given: Json) -> Json:
        ticket = self.ticket(name)
        if ticket["status"] == "closed":
            raise ZendeskError(422, "Status: closed prevents ticket update")
        if given.get("safe_update") and given.get("updated_stamp") != ticket["updated_at"]:
            raise ZendeskError(409, "Safe Update prevented the update due to outdated ticket data.")
        self._check(given)
        for field in ("priority", "status", "subject"):
            ticket[field] = given.get(field, ticket[field])
        ticket["tags"] = sorted(set(given.get("tags", ticket["tags"])))
        if "comment" in given:
            self._comment(name, given["comment"])
        ticket["updated_at"] = stamp()
        return ticket

    def ticket(self, name: int) -> Json:
        if name not in self.tickets:
            raise ZendeskError(404, "Not found")
        return self.tickets[name]

    def searched(self, wanted: Callable[[Json], bool]) -> list[Json]:
        now = time.monotonic()
        known = (one for name, one in self.tickets.items() if self._searchable.get(name, 0) <= now)
        return [one for one in known if wanted(one)]

    def listed(self, field: str, name: int) -> list[Json]:
        """A customer's own, but those in the archive."""
        return [
            one
            for one in self.tickets.values()
            if one[field] == name and one["id"] not in self.archived
        ]

    def _requester(self, given: Json) -> Json:
        email = (given.get("email") or "").lower()
        if not email:
            raise ZendeskError(422, "Requester: Email: cannot be blank")
        same = (one for one in self.users.values() if (one["email"] or "").lower() == email)
        return next(same, None) or self.put_user(email, given.get("name", ""))

    def _comment(self, ticket: int, given: Json) -> None:
        self.comments[ticket].append({"public": True, "created_at": stamp(), **given})

    def _check(self, given: Json) -> None:
        if given.get("priority") not in (None, *PRIORITIES):
            raise ZendeskError(422, "Priority: is not properly formatted")

    def _next(self) -> int:
        self._made += 1
        return self._made
