"""The state of a portal: objects with properties, their associations, and owners."""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from .properties import (
    DEFAULT_SHOWN,
    EPOCH,
    STAMPS,
    Property,
    defaults,
    instant,
    milliseconds,
    values,
)

Json = Any

SINGULAR = {
    "companies": "company",
    "contacts": "contact",
    "notes": "note",
    "meetings": "meeting",
    "emails": "email",
}
TYPE_IDS = {
    ("contacts", "companies"): 279,
    ("companies", "contacts"): 280,
    ("notes", "companies"): 190,
    ("companies", "notes"): 189,
    ("notes", "contacts"): 202,
    ("contacts", "notes"): 201,
    ("meetings", "companies"): 188,
    ("companies", "meetings"): 187,
    ("meetings", "contacts"): 200,
    ("contacts", "meetings"): 199,
    ("emails", "companies"): 186,
    ("companies", "emails"): 185,
    ("emails", "contacts"): 198,
    ("contacts", "emails"): 197,
}
CONTACTED = "notes_last_contacted"


class PortalError(Exception):
    """An error that HubSpot answers with a status and a category."""

    def __init__(self, status: int, category: str, message: str, **more: Json) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"status": "error", "message": message, "category": category, **more}


@dataclass
class Record:
    kind: str
    id: str
    properties: dict[str, Json]
    archived: bool = False


Objects = dict[str, dict[str, Record]]


@dataclass
class Portal:
    """What the portal holds. `searched` are the objects in a frozen search index; None if it is
    up to date."""

    objects: Objects = field(default_factory=lambda: {kind: {} for kind in SINGULAR})
    links: set[tuple[str, str, str, str]] = field(default_factory=set)
    owners: dict[str, Json] = field(default_factory=dict)
    known: dict[str, dict[str, Property]] = field(
        default_factory=lambda: {kind: defaults(kind) for kind in SINGULAR}
    )
    searched: Objects | None = None
    _ids: Any = field(default_factory=lambda: count(20_000_000_001))
    _last: datetime = EPOCH

    def create(self, kind: str, given: Mapping[str, Json], id_: str | None = None) -> Record:
        kept = self.checked(kind, given)
        if kind == "meetings" and "hs_meeting_start_time" in kept:
            kept.setdefault("hs_timestamp", kept["hs_meeting_start_time"])
        if kind in ("notes", "meetings", "emails") and "hs_timestamp" not in kept:
            raise invalid("Property values were not valid", [required("hs_timestamp")])
        made = Record(kind, id_ or str(next(self._ids)), {})
        at = self.now()
        made.properties.update(kept, **dict.fromkeys(STAMPS[kind], at), hs_object_id=made.id)
        self.objects[kind][made.id] = made
        return made

    def update(self, kind: str, id_: str, given: Mapping[str, Json]) -> Record:
        found = self.find(kind, id_)
        found.properties |= self.checked(kind, given)
        found.properties[STAMPS[kind][1]] = self.now()
        return found

    def archive(self, kind: str, id_: str) -> None:
        if id_ in self.objects[kind]:
            self.objects[kind][id_].archived = True

    def find(self, kind: str, id_: str) -> Record:
        found = self.objects[kind].get(id_)
        if found is None or found.archived:
            raise PortalError(404, "OBJECT_NOT_FOUND", "resource not found")
        return found

    def living(self, kind: str) -> list[Record]:
        """Return the objects that aren't archived, by id, as lists have them."""
        found = (one for one in self.objects[kind].values() if not one.archived)
        return sorted(found, key=lambda one: int(one.id))

    def associate(self, kind: str, id_: str, to: str, to_id: str) -> None:
        found, company = self.find(kind, id_), self.find(to, to_id)
        if (kind, to) == ("emails", "companies"):
            self._contacted(company, found.properties["hs_timestamp"])
        self.links |= {(kind, id_, to, to_id), (to, to_id, kind, id_)}

    def _contacted(self, company: Record, at: str) -> None:
        """Move the company's last contact, as HubSpot does for a logged e-mail."""
        before = company.properties.get(CONTACTED)
        if before is None or milliseconds(before) < milliseconds(at):
            company.properties[CONTACTED] = at

    def associated(self, kind: str, id_: str, to: str) -> list[str]:
        found = (link[3] for link in self.links if link[:3] == (kind, id_, to))
        return sorted((one for one in found if not self.objects[to][one].archived), key=int)

    def shape(self, record: Record, asked: Iterable[str] = ()) -> Json:
        """Return an object's JSON with the requested properties. As in HubSpot, unknown ones are
        left out without an error."""
        created, changed = STAMPS[record.kind]
        names = list(asked) or DEFAULT_SHOWN[record.kind]
        shown = [name for name in names if name in self.known[record.kind]]
        properties = {name: record.properties.get(name) for name in shown}
        stamps = {name: record.properties[name] for name in (created, changed, "hs_object_id")}
        return {
            "id": record.id,
            "properties": properties | stamps,
            "createdAt": record.properties[created],
            "updatedAt": record.properties[changed],
            "archived": record.archived,
        }

    def define(self, kind: str, property_: Property) -> None:
        if property_.name in self.known[kind]:
            message = f"A property named '{property_.name}' already exists."
            raise PortalError(409, "OBJECT_ALREADY_EXISTS", message)
        self.known[kind][property_.name] = property_

    def freeze_index(self) -> None:
        """Keep a copy of all objects, which searches use from now on."""
        self.searched = deepcopy(self.objects)

    def thaw_index(self) -> None:
        self.searched = None

    def now(self) -> str:
        """Return the present time, later than any time returned before."""
        self._last = max(datetime.now(UTC), self._last + timedelta(milliseconds=1))
        return instant(self._last)

    def checked(self, kind: str, given: Mapping[str, Json]) -> dict[str, Json]:
        kept, problems = values(self.known[kind], given)
        if problems:
            raise invalid("Property values were not valid", problems)
        return dict(kept)


def required(name: str) -> Json:
    message = f"Some required properties were not set: {name}"
    return {"isValid": False, "message": message, "error": "REQUIRED_FIELD", "name": name}


def invalid(message: str, problems: list[Json] | None = None) -> PortalError:
    message = f"{message}: {json.dumps(problems)}" if problems else message
    return PortalError(400, "VALIDATION_ERROR", message)
