"""The support section's source: a customer's tickets in Zendesk.

A customer's id there is the number of an organization, or `user:` and the number of a person who
belongs to no organization.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import partial

from pyrate_limiter import Duration, Rate

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.zendesk.answers import (
    TicketCount,
    TicketList,
    TicketSearch,
    User,
    Users,
    read,
)
from customer_health.connectors.zendesk.tickets import YEAR, TouchedTicket, support, tickets_in
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import SupportRecord, Ticket
from customer_health.domain.instants import iso
from customer_health.errors import AmbiguousInSource, Missing, NotInSource
from customer_health.threads import Threads

PAGE = 100
MAX_SEARCH_RESULTS = 1000
"""Zendesk returns no more results of one search."""

MAX_PEOPLE = 500
THREADS = 12
SOURCE_ID = re.compile(r"(user:)?(\d{1,20})")
CURSOR = re.compile(r"([0-9]{1,4})-([0-9]{1,3})")
EMAIL = re.compile(r"[^\s\"\\*]+@[^\s\"\\*]+")


def rate(per_minute: int) -> Rate:
    return Rate(per_minute, Duration.MINUTE)


def credentials(email: str, token: str) -> dict[str, str]:
    login = b64encode(f"{email}/token:{token}".encode()).decode()
    return {"Authorization": f"Basic {login}"}


class Zendesk:
    """A `SearchableSource[SupportRecord]`.

    Zendesk's search shows a change after some minutes. Its list of a customer's tickets shows it
    at once, but leaves out tickets that were closed months ago. So both are read.
    """

    def __init__(self, http: VendorHttp, pages: str | None = None) -> None:
        """`pages` is the address that the pages of tickets are below, if they are to be linked."""
        self._http = http
        self._tickets_in = partial(tickets_in, pages=pages)
        self._threads = Threads(THREADS, thread_name_prefix="zendesk")

    def find(self, customer: CustomerIdentity) -> str:
        email = (customer.email or "").lower()
        found = self._customers_of(email, email.__eq__) if EMAIL.fullmatch(email) else set()
        if not found and (domain := customer.domain):
            found = self._customers_of(f"*@{domain}", lambda one: one.endswith(f"@{domain}"))
        if len(found) > 1:
            ids = tuple(sorted(found))
            raise AmbiguousInSource(
                f"{customer.company_id} may be any of {', '.join(ids)} in Zendesk", ids
            )
        if not found:
            raise NotInSource(f"{customer.company_id}: nobody in Zendesk has its e-mail or domain")
        return found.pop()

    def fetch(self, source_id: str, now: datetime) -> SupportRecord:
        """Read what the support section shows of a customer.

        Sends four requests side by side, and more for a customer with many tickets. Of more than
        1,000 tickets in a year, the newest 1,000 count.
        """
        list_path, whose = _paths(source_id)
        run = self._threads.submit
        last_year, year_before = (iso(now - years * YEAR) for years in (1, 2))
        by_list = run(self._list, list_path)
        by_search = run(self._search_year, whose, now)
        still_open = run(self._search, f"{whose} status<solved", 1)
        before = run(self._count, f"{whose} created>{year_before} created<={last_year}")
        found = [*self._tickets_in(still_open.result()), *by_search.result(), *by_list.result()]
        # The list is newer than the search: its tickets come last, and replace the others.
        return support({one.ticket.id: one for one in found}.values(), before.result(), now)

    def tickets(
        self, source_id: str, after: str | None = None, limit: int = 20
    ) -> tuple[list[Ticket], str | None]:
        """Read a page of tickets, newest first. Returns it and the next page's cursor, if any.

        Zendesk's search numbers its pages and returns 1,000 results at most. So a next page has
        the length of the one before, and new tickets shift the pages. Raises Missing for a cursor
        that no page gave.
        """
        _, whose = _paths(source_id)
        number, limit = _page_of(after) if after else (1, limit)
        answer = self._search(whose, number, limit)
        more = answer.count > number * limit and (number + 1) * limit <= MAX_SEARCH_RESULTS
        found = [one.ticket for one in self._tickets_in(answer)]
        return found, f"{number + 1}-{limit}" if more else None

    def _customers_of(self, address: str, matches: Callable[[str], bool]) -> set[str]:
        """Return the customers whose people have a matching address.

        Zendesk also finds addresses that only resemble it. Raises AmbiguousInSource if there are
        too many to look at.
        """
        found: set[str] = set()
        for number in range(1, MAX_PEOPLE // PAGE + 1):
            query = {"query": f'email:"{address}"', "per_page": PAGE, "page": number}
            answer = read(Users, self._http.get("/api/v2/users/search", query))
            matching = (user for user in answer.users if matches((user.email or "").lower()))
            found |= set(map(_customer_id, matching))
            if answer.next_page is None:
                return found
        raise AmbiguousInSource(
            f"more than {MAX_PEOPLE} people in Zendesk resemble {address}", tuple(sorted(found))
        )

    def _list(self, path: str) -> list[TouchedTicket]:
        query = {"sort": "-updated_at", "page[size]": PAGE, "include": "metric_sets"}
        return self._tickets_in(read(TicketList, self._http.get(path, query)))

    def _search_year(self, whose: str, now: datetime) -> list[TouchedTicket]:
        """Return the newest tickets: all of a year, and one older than that."""
        found: list[TouchedTicket] = []
        for number in range(1, MAX_SEARCH_RESULTS // PAGE + 1):
            answer = self._search(whose, number)
            found += self._tickets_in(answer)
            if answer.count <= len(found) or answer.results[-1].created_at <= now - YEAR:
                break
        return found

    def _search(self, query: str, page: int, limit: int = PAGE) -> TicketSearch:
        answer = self._http.get(
            "/api/v2/search",
            {
                "query": f"type:ticket {query}",
                "sort_by": "created_at",
                "sort_order": "desc",
                "include": "tickets(metric_sets)",
                "page": page,
                "per_page": limit,
            },
        )
        return read(TicketSearch, answer)

    def _count(self, query: str) -> int:
        answer = self._http.get("/api/v2/search/count", {"query": f"type:ticket {query}"})
        return read(TicketCount, answer).count


def _page_of(cursor: str) -> tuple[int, int]:
    """Return the number and length of a cursor's page. Raises Missing for an invalid cursor."""
    match = CURSOR.fullmatch(cursor)
    number, limit = map(int, match.groups()) if match else (0, 0)
    if not limit or not 0 < number * limit <= MAX_SEARCH_RESULTS:
        raise Missing(f"{cursor!r} leads to no page of tickets: give the `next` of the page before")
    return number, limit


def _paths(source_id: str) -> tuple[str, str]:
    """Return the path that lists a customer's tickets, and the search term for them."""
    match = SOURCE_ID.fullmatch(source_id)
    if not match:
        raise NotInSource(f"{source_id!r} is no id of a customer in Zendesk")
    user, number = match.groups()
    if user:
        return f"/api/v2/users/{number}/tickets/requested", f"requester:{number}"
    return f"/api/v2/organizations/{number}/tickets", f"organization:{number}"


def _customer_id(user: User) -> str:
    return f"user:{user.id}" if user.organization_id is None else str(user.organization_id)
