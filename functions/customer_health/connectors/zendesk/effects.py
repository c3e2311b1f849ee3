"""The effects of quick actions in Zendesk. Each happens once for its `key`.

All raise SourceDown if the same call may succeed later, SourceRefused if nothing was done, and
BadAnswer if something may have been done.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from customer_health.connectors.http.client import Changed, VendorHttp
from customer_health.connectors.zendesk.answers import OneTicket, SameTickets, read
from customer_health.connectors.zendesk.tickets import ESCALATED
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
        """Create a ticket in the requester's name, and return its id.

        The body is an internal note, since it begins with our own figures of the customer.
        Zendesk remembers an idempotency key for hours only. So the ticket also has the key as its
        external id, and is looked for by that first. `organization_id` may be the id of a person,
        who has no organization.
        """
        ticket: dict[str, Json] = {
            "subject": subject,
            "comment": {"body": body, "public": False},
            "priority": priority,
            "requester": {"name": requester_name, "email": requester_email},
            "external_id": key,
        }
        if organization_id and organization_id.isdecimal():
            ticket["organization_id"] = int(organization_id)
        with _failures():
            existing = read(SameTickets, self._http.get(TICKETS, {"external_id": key})).tickets
            if existing:
                return str(existing[0].id)
            answer = self._http.ask(
                "POST", TICKETS, body={"ticket": ticket}, headers={"Idempotency-Key": key},
                repeatable=True,
            )  # fmt: skip
            return str(read(OneTicket, answer).ticket.id)

    def escalate(self, ticket_id: str, reason: str, key: str) -> str:
        """Add the escalation tag and an internal note with the reason, once for each key. Returns
        the ticket's id."""
        return self._change(ticket_id, ESCALATED, reason, key, {})

    def override_sla(self, ticket_id: str, priority: Priority, reason: str, key: str) -> str:
        """Set the priority, on which the SLA policies depend, and add a tag and the reason."""
        return self._change(ticket_id, OVERRIDDEN, reason, key, {"priority": priority})

    def _change(
        self, ticket_id: str, tag: str, reason: str, key: str, fields: Mapping[str, Json]
    ) -> str:
        """Change a ticket, and add a second tag made from the key: it shows that this was done."""
        done = f"action_{sha256(key.encode()).hexdigest()[:16]}"
        if not ticket_id.isdecimal():
            raise SourceRefused(f"{ticket_id!r} is no ticket's number")
        path = f"{TICKETS}/{ticket_id}"
        with _failures():
            ticket = read(OneTicket, self._http.get(path)).ticket
            if done not in ticket.tags:
                change = {
                    **fields,
                    "tags": [*ticket.tags, tag, done],
                    "comment": {"body": reason, "public": False},
                    # Zendesk refuses the update if the ticket changed since: no tag gets lost.
                    "safe_update": True,
                    "updated_stamp": ticket.updated_at,
                }
                self._http.ask("PUT", path, body={"ticket": change})
        return ticket_id


@contextmanager
def _failures() -> Iterator[None]:
    """Raise the errors that the module promises in place of two of the client's own."""
    try:
        yield
    except Changed as changed:
        raise SourceDown(str(changed)) from changed
    except NotInSource as missing:
        raise SourceRefused(str(missing)) from missing
