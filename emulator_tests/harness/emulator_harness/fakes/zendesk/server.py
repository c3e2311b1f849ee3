"""The HTTP side of the help desk: tokens, pages by number and by cursor, idempotency keys."""

import math
import re
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from aiohttp import web

from emulator_harness.fakes.faults import Faults
from emulator_harness.fakes.rate_limit import acquire

from .desk import Desk
from .errors import ZendeskError, fault_body
from .searching import ticket_predicate, user_predicate

Json = Any
Method = Callable[[web.Request], Json]
Handler = Callable[[web.Request], Awaitable[web.Response]]

MAX_RESULTS = 1000
MAX_PAGE = 100
SORTS = {"updated_at", "id", "status"}


@dataclass
class Server:
    """Answers the API. `rate` is in requests a minute; None is no limit. `by_key` maps an
    idempotency key to its request and the id of the ticket that it created."""

    email: str
    token: str
    rate: int | None = None
    desk: Desk = field(default_factory=Desk)
    faults: Faults = field(default_factory=lambda: Faults(fault_body))
    by_key: dict[str, tuple[Json, int]] = field(default_factory=dict)
    _accepted: deque[float] = field(default_factory=deque)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.faults.middleware])
        for method, path, answer in (
            ("GET", "/api/v2/users/search", self._users),
            ("GET", "/api/v2/search", self._search),
            ("GET", "/api/v2/search/count", self._count),
            ("GET", "/api/v2/organizations/{id}/tickets", self._of_organization),
            ("GET", "/api/v2/users/{id}/tickets/requested", self._of_user),
            ("GET", "/api/v2/tickets", self._with_external_id),
            ("GET", "/api/v2/tickets/{id}", self._ticket),
        ):
            app.router.add_route(method, path, self._handler(answer))
            app.router.add_route(method, f"{path}.json", self._handler(answer))
        for path in ("/api/v2/tickets", "/api/v2/tickets.json"):
            app.router.add_post(path, self._create)
        app.router.add_put("/api/v2/tickets/{id}", self._change)
        app.router.add_get("/agent/tickets/{id}", self._page)
        return app

    def reset(self) -> None:
        self.desk.clear()
        self.faults.clear()
        self.by_key.clear()
        self._accepted.clear()

    def _handler(self, answer: Method) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            try:
                self._authorise(request)
                return web.json_response(answer(request))
            except ZendeskError as error:
                return _failed(error)

        return handle

    async def _create(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
            given = await _ticket_in(request)
            key = request.headers.get("Idempotency-Key")
            before, id_ = self.by_key.get(key or "", (given, None))
            if before != given:
                message = "Request parameters don't match the given idempotency key"
                raise ZendeskError(400, message, "IdempotentRequestError")
            lookup = "miss" if id_ is None else "hit"
            ticket = self.desk.create_ticket(given) if id_ is None else self.desk.ticket(id_)
        except ZendeskError as error:
            return _failed(error)
        headers = {"x-idempotency-lookup": lookup} if key else {}
        if key:
            self.by_key[key] = given, ticket["id"]
        return web.json_response({"ticket": _without_metrics(ticket)}, status=201, headers=headers)

    async def _change(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
            given = await _ticket_in(request)
            ticket = self.desk.update_ticket(_id_in_path(request), given)
        except ZendeskError as error:
            return _failed(error)
        return web.json_response({"ticket": _without_metrics(ticket), "audit": {}})

    async def _page(self, request: web.Request) -> web.Response:
        """Show the page that a link from another system opens. It asks for no token."""
        try:
            subject = self.desk.ticket(_id_in_path(request))["subject"]
        except ZendeskError as error:
            return _failed(error)
        page = f"<!doctype html><meta charset=utf-8><h1>{escape(subject or '')}</h1>"
        return web.Response(text=page, content_type="text/html")

    def _users(self, request: web.Request) -> Json:
        matches = user_predicate(request.query.get("query", ""))
        found = [one for one in self.desk.users.values() if matches(one)]
        return _page_by_number(request, found, "users")

    def _search(self, request: web.Request) -> Json:
        found = self._found(request)
        by = request.query.get("sort_by", "created_at")
        if by not in ("created_at", "updated_at"):
            raise ZendeskError(422, f"Invalid sort_by: {by}")
        newest = request.query.get("sort_order", "desc") == "desc"
        found.sort(key=lambda one: (one[by], one["id"]), reverse=newest)
        answer = _page_by_number(request, found, "results")
        if request.query.get("include") == "tickets(metric_sets)":
            answer["metric_sets"] = [one["metric_set"] for one in answer["results"]]
        shown = [{**_without_metrics(one), "result_type": "ticket"} for one in answer["results"]]
        return {**answer, "results": shown, "facets": None}

    def _count(self, request: web.Request) -> Json:
        return {"count": len(self._found(request))}

    def _found(self, request: web.Request) -> list[Json]:
        query = request.query.get("query", "")
        return self.desk.search(ticket_predicate(query, self.desk))

    def _of_organization(self, request: web.Request) -> Json:
        return self._tickets_of("organization_id", self.desk.organizations, request)

    def _of_user(self, request: web.Request) -> Json:
        return self._tickets_of("requester_id", self.desk.users, request)

    def _tickets_of(self, field: str, owners: Mapping[int, Json], request: web.Request) -> Json:
        id_ = _id_in_path(request)
        if id_ not in owners:
            raise ZendeskError(404, "Not found")
        return _page_by_cursor(request, self.desk.tickets_of(field, id_))

    def _with_external_id(self, request: web.Request) -> Json:
        wanted = request.query.get("external_id")
        found = [one for one in self.desk.tickets.values() if one["external_id"] == wanted]
        return _page_by_cursor(request, found)

    def _ticket(self, request: web.Request) -> Json:
        return {"ticket": _without_metrics(self.desk.ticket(_id_in_path(request)))}

    def _authorise(self, request: web.Request) -> None:
        login = b64encode(f"{self.email}/token:{self.token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {login}":
            raise ZendeskError(401, "Couldn't authenticate you")
        if wait := acquire(self._accepted, self.rate, 60):
            raise LimitedError(math.ceil(wait))


class LimitedError(ZendeskError):
    def __init__(self, wait: int) -> None:
        super().__init__(429, "You have exceeded the API limit")
        self.wait = wait


def _failed(error: ZendeskError) -> web.Response:
    headers = {"Retry-After": str(error.wait)} if isinstance(error, LimitedError) else {}
    return web.json_response(error.body, status=error.status, headers=headers)


async def _ticket_in(request: web.Request) -> Json:
    try:
        ticket = (await request.json())["ticket"]
    except (ValueError, KeyError, TypeError):
        raise ZendeskError(422, "Server could not parse JSON: expected a ticket") from None
    if not isinstance(ticket, dict):
        raise ZendeskError(422, "ticket: must be an object")
    return ticket


def _positive(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text):
        raise ZendeskError(400, f"{name} must be a positive integer, not {text!r}")
    return int(text)


def _id_in_path(request: web.Request) -> int:
    name = request.match_info["id"].removesuffix(".json")
    if not name.isdecimal():
        raise ZendeskError(404, "Not found")
    return int(name)


def _without_metrics(ticket: Json, metrics: bool = False) -> Json:
    return ticket if metrics else {k: v for k, v in ticket.items() if k != "metric_set"}


def _page_by_number(request: web.Request, found: list[Json], name: str) -> Json:
    """Return a page of a search by its number; a search shows its first 1,000 results only."""
    size = min(_positive(request, "per_page", MAX_PAGE), MAX_PAGE)
    page = _positive(request, "page", 1)
    if page * size > MAX_RESULTS:
        raise ZendeskError(422, "Search Response Limits Exceeded", "invalid")
    shown = found[(page - 1) * size : page * size]
    more = len(found) > page * size
    following = str(request.url.update_query(page=page + 1)) if more else None
    return {name: shown, "count": len(found), "next_page": following, "previous_page": None}


def _page_by_cursor(request: web.Request, found: list[Json]) -> Json:
    size = min(_positive(request, "page[size]", MAX_PAGE), MAX_PAGE)
    sort = request.query.get("sort", "id")
    by = sort.removeprefix("-")
    if by not in SORTS:
        raise ZendeskError(400, f"sort is not valid: {sort}", "InvalidPaginationParameter")
    found.sort(key=lambda one: (one[by], one["id"]), reverse=sort.startswith("-"))
    start = _start_of(request.query.get("page[after]"))
    shown, more = found[start : start + size], len(found) > start + size
    cursor = urlsafe_b64encode(f"o{start + size}".encode()).decode()
    metrics = "metric_sets" in request.query.get("include", "")
    following = str(request.url.update_query({"page[after]": cursor})) if more else None
    return {
        "tickets": [_without_metrics(one, metrics) for one in shown],
        "meta": {"has_more": more, "after_cursor": cursor if shown else None},
        "links": {"next": following, "prev": None},
    }


def _start_of(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(urlsafe_b64decode(cursor).removeprefix(b"o"))
    except ValueError:
        message = "page[after] is not valid"
        raise ZendeskError(400, message, "InvalidPaginationParameter") from None
