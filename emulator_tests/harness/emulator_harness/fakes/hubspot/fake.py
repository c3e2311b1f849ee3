"""The HubSpot fake as tests use it: a running server, with access to its portal."""

from copy import deepcopy
from typing import Any

from emulator_harness.fakes.service import VendorService

from .portal import Portal
from .properties import Property
from .server import Server

Json = Any

TOKEN = "pat-made-up"


class HubSpotFake(VendorService):
    """A portal whose private app has `token`. `url` replaces https://api.hubapi.com.

    `rate` is the limit on requests in 10 seconds, `search_rate` on searches a second; the
    defaults are those of a free account, None is no limit.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        rate: int | None = 100,
        search_rate: int | None = 5,
        port: int = 0,
    ) -> None:
        self.portal = Portal()
        self.server = Server(self.portal, token, rate, search_rate)
        self.token = token
        super().__init__(self.server.app(), self.server.faults, port)

    def clear_faults(self) -> None:
        """Delete the pending faults, and the recorded calls."""
        self.inside(self.faults.clear)

    def limit(self, *, rate: int | None, search_rate: int | None) -> None:
        """Set the limits from now on; earlier requests no longer count."""
        self.inside(lambda: self.server.limit(rate, search_rate))

    def define(self, kind: str, name: str, type_: str = "string", *options: str) -> None:
        """Add a custom property to a kind of object; does nothing if it exists."""
        self.portal.known[kind].setdefault(name, Property(name, type_, options))

    def put_company(self, id_: str | None = None, **properties: Any) -> str:
        return self._put("companies", id_, properties)

    def put_contact(self, company_id: str | None = None, **properties: Any) -> str:
        contact = self._put("contacts", None, properties)
        self._associate_with_company("contacts", contact, company_id)
        return contact

    def put_note(self, company_id: str, **properties: Any) -> str:
        note = self._put("notes", None, properties)
        self._associate_with_company("notes", note, company_id)
        return note

    def put_meeting(self, company_id: str, created: str = "", **properties: Any) -> str:
        """Add a meeting; `created` is the time it was scheduled at, by default now."""
        meeting = self._put("meetings", None, properties)
        self._associate_with_company("meetings", meeting, company_id)
        if created:
            self.portal.objects["meetings"][meeting].properties["hs_createdate"] = created
        return meeting

    def put_owner(self, id_: str, email: str, first_name: str, last_name: str) -> str:
        owner = {"id": id_, "email": email, "firstName": first_name, "lastName": last_name}
        self.portal.owners[id_] = {**owner, "type": "PERSON", "archived": False}
        return id_

    def update(self, kind: str, id_: str, **properties: Any) -> None:
        self.inside(lambda: self.portal.update(kind, id_, properties))

    def archive(self, kind: str, id_: str) -> None:
        self.inside(lambda: self.portal.archive(kind, id_))

    def get(self, kind: str, id_: str) -> dict[str, Json]:
        """Return the properties of an object. Raises PortalError if it doesn't exist."""
        return self.inside(lambda: deepcopy(self.portal.find(kind, id_).properties))

    def notes(self, company_id: str) -> list[dict[str, Json]]:
        """Return the properties of a company's notes, oldest first."""
        return self._associated(company_id, "notes")

    def meetings(self, company_id: str) -> list[dict[str, Json]]:
        """Return the properties of a company's meetings, oldest first."""
        return self._associated(company_id, "meetings")

    def emails(self, company_id: str) -> list[dict[str, Json]]:
        """Return the properties of a company's e-mails, oldest first."""
        return self._associated(company_id, "emails")

    def freeze_index(self) -> None:
        """Hide later changes from searches until `thaw_index`: HubSpot's index lags behind, too."""
        self.inside(self.portal.freeze_index)

    def thaw_index(self) -> None:
        self.inside(self.portal.thaw_index)

    def reset(self) -> None:
        """Delete all objects, owners, calls and faults; properties stay."""

        def forget() -> None:
            for records in self.portal.objects.values():
                records.clear()
            self.portal.links.clear()
            self.portal.owners.clear()
            self.portal.thaw_index()
            self.faults.clear()

        self.inside(forget)

    def _associated(self, company_id: str, kind: str) -> list[dict[str, Json]]:
        ids = self.inside(lambda: self.portal.associated("companies", company_id, kind))
        return [self.get(kind, id_) for id_ in ids]

    def _put(self, kind: str, id_: str | None, properties: Json) -> str:
        """Create an object, or update the one that has that id. Returns the id."""

        def put() -> str:
            held = self.portal.objects[kind].get(id_ or "")
            if held and not held.archived:
                return self.portal.update(kind, held.id, properties).id
            return self.portal.create(kind, properties, id_).id

        return self.inside(put)

    def _associate_with_company(self, kind: str, id_: str, company_id: str | None) -> None:
        if company_id:
            self.inside(lambda: self.portal.associate(kind, id_, "companies", company_id))
