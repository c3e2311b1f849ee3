"""What actions do in the help desk. Each is done once for its `key`.

Everything raises SourceDown if the same call may succeed later, SourceRefused if nothing was done,
and BadAnswer if something may have been.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from customer_health.connectors.http.client import Changed, VendorHttp
from customer_health.connectors.zendesk.tickets import ESCALATED, reading, whole
from customer_health.domain.context.vendor_records import Priority
from customer_health.errors import NotInSource, SourceDown, SourceRefused

Json = Any

TICKETS = "/api/v2/tickets"
OVERRIDDEN = "sla_override"


class ZendeskEffects:
    def __init__(self, http: VendorHttp) -> None:
        self._http = http

    def create_ticket(
        self,
        subject: str,
        body: str,
        priority: Priority,
        requester_name: str,
        requester_email: str,
        organization_id: str | None,
        key: str,
    ) -> str:
        """In the requester's name. Zendesk knows a key for hours; the ticket carries it for ever,
        as its external id. A customer who is no organization there has none to be given."""
        ticket: dict[str, Json] = {
            "subject": subject,
            "comment": {"body": body},
            "priority": priority,
            "requester": {"name": requester_name, "email": requester_email},
            "external_id": key,
        }
        if organization_id and organization_id.isdecimal():
            ticket["organization_id"] = int(organization_id)
        with _effect("a new ticket"):
            made = self._http.get(TICKETS, {"external_id": key})["tickets"]
            if made:
                return str(whole(made[0]["id"]))
            answer = self._http.ask(
                "POST", TICKETS, body={"ticket": ticket}, headers={"Idempotency-Key": key},
                repeatable=True,
            )  # fmt: skip
            return str(whole(answer["ticket"]["id"]))

    def escalate(self, ticket_id: str, reason: str, key: str) -> str:
        """The tag by which an escalation is known, and an internal note that says why."""
        return self._change(ticket_id, ESCALATED, reason, key, {})

    def override_sla(self, ticket_id: str, priority: Priority, reason: str, key: str) -> str:
        """The priority, by which the help desk's policies promise a time, with a tag and an
        internal note that say so."""
        return self._change(ticket_id, OVERRIDDEN, reason, key, {"priority": priority})

    def _change(
        self, ticket_id: str, tag: str, reason: str, key: str, fields: Mapping[str, Json]
    ) -> str:
        """A tag of the key's own tells that it was done."""
        mark = f"action_{sha256(key.encode()).hexdigest()[:16]}"
        if not ticket_id.isdecimal():
            raise SourceRefused(f"{ticket_id!r} is no ticket's number")
        path = f"{TICKETS}/{ticket_id}"
        with _effect(f"ticket {ticket_id}"):
            ticket = self._http.get(path)["ticket"]
            if mark not in ticket["tags"]:
                change = {
                    **fields,
                    "tags": [*ticket["tags"], tag, mark],
                    "comment": {"body": reason, "public": False},
                    # Zendesk refuses it where somebody else was faster: no tag of theirs is lost.
                    "safe_update": True,
                    "updated_stamp": ticket["updated_at"],
                }
                self._http.ask("PUT", path, body={"ticket": change})
        return ticket_id


@contextmanager
def _effect(what: str) -> Iterator[None]:
    try:
        with reading(what):
            yield
    except Changed as changed:
        raise SourceDown(str(changed)) from changed
    except NotInSource as missing:
        raise SourceRefused(str(missing)) from missing
