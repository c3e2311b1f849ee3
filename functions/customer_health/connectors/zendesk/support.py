"""Where the support section comes from.

A customer is an organization there, by its number, or a person who belongs to none: `user:` and
theirs.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from pyrate_limiter import Duration, Rate

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.zendesk import tickets as read
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import SupportRecord, Ticket
from customer_health.domain.instants import iso
from customer_health.errors import AmbiguousInSource, Missing, NotInSource

Json = Any

A_MINUTE = 200
"""What the smallest of Zendesk's plans allows."""

RATE = Rate(A_MINUTE, Duration.MINUTE)

PAGE = 100
SEARCHED = 1000
"""Zendesk gives no more of the results of one search."""

MOST_PEOPLE = 500
AT_A_TIME = 12
SOURCE_ID = re.compile(r"(user:)?(\d{1,20})")
AFTER = re.compile(r"([0-9]{1,4})-([0-9]{1,3})")
EMAIL = re.compile(r"[^\s\"\\*]+@[^\s\"\\*]+")


def rate(a_minute: int) -> Rate:
    return Rate(a_minute, Duration.MINUTE)


def credentials(email: str, token: str) -> dict[str, str]:
    login = b64encode(f"{email}/token:{token}".encode()).decode()
    return {"Authorization": f"Basic {login}"}


class Zendesk:
    """Fulfils `Source[Support]`. Zendesk's search knows of a change after some minutes; its list of
    a customer's tickets at once, but not of those that were closed months ago."""

    def __init__(self, http: VendorHttp) -> None:
        self._http = http
        self._side_by_side = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="zendesk")

    def find(self, keys: CustomerIdentity) -> str:
        if "support" in keys.ids:
            return keys.ids["support"]
        email = (keys.email or "").lower()
        found = self._people(email, email.__eq__) if EMAIL.fullmatch(email) else set()
        if not found and (domain := keys.domain):
            found = self._people(f"*@{domain}", lambda one: one.endswith(f"@{domain}"))
        if len(found) > 1:
            names = tuple(sorted(found))
            raise AmbiguousInSource(
                f"{keys.company_id} may be any of {', '.join(names)} in Zendesk", names
            )
        if not found:
            raise NotInSource(f"{keys.company_id}: nobody in Zendesk has its e-mail or domain")
        return found.pop()

    def fetch(self, source_id: str, now: datetime) -> SupportRecord:
        """One round of requests side by side, and further pages for those with many tickets. Of
        more than 1,000 in a year the newest 1,000 count."""
        listed_at, whose = _place(source_id)
        run = self._side_by_side.submit
        days = [iso(now - years * read.YEAR) for years in (1, 2)]
        newest = {"sort": "-updated_at", "page[size]": PAGE, "include": "metric_sets"}
        listed = run(self._http.get, listed_at, newest)
        searched = run(self._year, whose, now)
        still_open = run(self._search, f"{whose} status<solved", 1)
        before = run(self._count, f"{whose} created>{days[1]} created<={days[0]}")
        with read.reading(f"the tickets of {source_id}"):
            # What was listed is newer than what was searched.
            found = {
                one.ticket.id: one
                for one in (
                    *read.tickets(still_open.result(), "results"),
                    *searched.result(),
                    *read.tickets(listed.result(), "tickets"),
                )
            }
            return read.support(found.values(), before.result(), now)

    def tickets(
        self, source_id: str, after: str | None = None, limit: int = 20
    ) -> tuple[list[Ticket], str | None]:
        """A page, from new to old, and the `after` of the next one if there is one. The newest
        1,000 can be read. Zendesk's search knows pages by their number only: a next page is as
        long as the one before, and what came since moves them. Raises Missing."""
        _, whose = _place(source_id)
        number, limit = _page_at(after) if after else (1, limit)
        with read.reading(f"the tickets of {source_id}"):
            answer = self._search(whose, number, limit)
            more = answer["count"] > number * limit and (number + 1) * limit <= SEARCHED
            found = [one.ticket for one in read.tickets(answer, "results")]
            return found, f"{number + 1}-{limit}" if more else None

    def _people(self, asked: str, meant: Callable[[str], bool]) -> set[str]:
        """The customers of users with an address that is meant: Zendesk finds others beside. Raises
        AmbiguousInSource if these are too many to look at all."""
        found: set[str] = set()
        with read.reading("a search of users"):
            for number in range(1, MOST_PEOPLE // PAGE + 1):
                query = {"query": f'email:"{asked}"', "per_page": PAGE, "page": number}
                answer = self._http.get("/api/v2/users/search", query)
                users = answer["users"]
                found |= {_customer(one) for one in users if meant((one["email"] or "").lower())}
                if answer["next_page"] is None:
                    return found
        what = f"more than {MOST_PEOPLE} people in Zendesk are like {asked}"
        raise AmbiguousInSource(what, tuple(sorted(found)))

    def _year(self, whose: str, now: datetime) -> list[read.Found]:
        """The newest tickets: all of a year, and the one before them."""
        found: list[read.Found] = []
        for number in range(1, SEARCHED // PAGE + 1):
            answer = self._search(whose, number)
            page = read.tickets(answer, "results")
            found += page
            if answer["count"] <= len(found) or page[-1].ticket.created_at <= now - read.YEAR:
                break
        return found

    def _search(self, query: str, page: int, limit: int = PAGE) -> Json:
        return self._http.get(
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

    def _count(self, query: str) -> int:
        with read.reading("a count of tickets"):
            answer = self._http.get("/api/v2/search/count", {"query": f"type:ticket {query}"})
            return read.whole(answer["count"])


def _page_at(after: str) -> tuple[int, int]:
    """Number and length. Raises Missing on what no page before has named."""
    known = AFTER.fullmatch(after)
    number, limit = map(int, known.groups()) if known else (0, 0)
    if not limit or not 0 < number * limit <= SEARCHED:
        raise Missing(f"{after!r} leads to no page of tickets: give the `next` of the page before")
    return number, limit


def _place(source_id: str) -> tuple[str, str]:
    """Where a customer's tickets are listed, and what a search says for them."""
    known = SOURCE_ID.fullmatch(source_id)
    if not known:
        raise NotInSource(f"{source_id!r} is no id of a customer in Zendesk")
    user, number = known.groups()
    if user:
        return f"/api/v2/users/{number}/tickets/requested", f"requester:{number}"
    return f"/api/v2/organizations/{number}/tickets", f"organization:{number}"


def _customer(user: Json) -> str:
    organization = user["organization_id"]
    return (
        f"user:{read.whole(user['id'])}" if organization is None else str(read.whole(organization))
    )
