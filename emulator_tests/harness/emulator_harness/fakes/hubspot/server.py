"""The HTTP side of the portal: the token, the limits, and the routes."""

import json
from collections import deque
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from emulator_harness.fakes.faults import Faults
from emulator_harness.fakes.rate_limit import acquire

from .answers import batch, error, error_response, page
from .portal import SINGULAR, TYPE_IDS, Portal, PortalError, Record, invalid
from .properties import Property
from .search import search

Json = Any

PAGE = 100
ACCOUNT = {
    "portalId": 62515,
    "accountType": "STANDARD",
    "timeZone": "America/Toronto",
    "companyCurrency": "CAD",
    "additionalCurrencies": [],
    "utcOffset": "-05:00",
    "utcOffsetMilliseconds": -18000000,
    "uiDomain": "app.hubspot.com",
    "dataHostingLocation": "na1",
}
KINDS = "{kind:" + "|".join(SINGULAR) + "}"


class Server:
    """Answers the API. `rate` is in requests per 10 seconds, `search_rate` in searches a second;
    None is no limit."""

    def __init__(
        self, portal: Portal, token: str, rate: int | None, search_rate: int | None
    ) -> None:
        self.portal = portal
        self.token = token
        self.faults = Faults(error)
        self.limit(rate, search_rate)

    def limit(self, rate: int | None, search_rate: int | None) -> None:
        self._rate = rate
        self._search_rate = search_rate
        self._requests = deque[float]()
        self._searches = deque[float]()

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.faults.middleware, self._guard])
        objects, one = f"/crm/v3/objects/{KINDS}", f"/crm/v3/objects/{KINDS}/{{id:\\d+}}"
        add = app.router.add_route
        add("GET", objects, self._list)
        add("POST", objects, self._create)
        add("POST", f"{objects}/search", self._search)
        add("POST", f"{objects}/batch/read", self._batch_read)
        add("POST", f"{objects}/batch/update", self._batch_update)
        add("GET", one, self._get)
        add("PATCH", one, self._update)
        add("DELETE", one, self._archive)
        add("GET", f"/crm/v4/objects/{KINDS}/{{id}}/associations/{{to}}", self._associations)
        add("GET", "/crm/v3/owners", self._owners)
        add("GET", "/account-info/v3/details", self._account)
        add("GET", f"/crm/v3/properties/{KINDS}", self._properties)
        add("POST", f"/crm/v3/properties/{KINDS}", self._define)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if given != f"Bearer {self.token}":
            return web.json_response(error(401), status=401)
        if self._is_over_limit(request):
            return web.json_response(error(429), status=429)
        try:
            return await handler(request)
        except PortalError as wrong:
            return error_response(wrong.body, wrong.status)
        except (json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
            unreadable = invalid("Invalid input JSON: could not be read")
            return error_response(unreadable.body, unreadable.status)
        except web.HTTPException as other:
            return web.json_response(error(other.status), status=other.status)

    def _is_over_limit(self, request: web.Request) -> bool:
        """Count the request; searches have a limit of their own, apart from the general one."""
        if request.path.endswith("/search"):
            return acquire(self._searches, self._search_rate, 1) > 0
        return acquire(self._requests, self._rate, 10) > 0

    async def _list(self, request: web.Request) -> web.Response:
        kind, query = request.match_info["kind"], request.query
        limit = int(query.get("limit", 10))
        if not 0 < limit <= PAGE:
            raise invalid(f"limit must be between 1 and {PAGE}")
        after = int(query.get("after") or 0)
        found = [one for one in self.portal.living(kind) if int(one.id) >= after]
        shown = [self._shape(one, query) for one in found[:limit]]
        return web.json_response(page(shown, [one.id for one in found[limit:]]))

    async def _get(self, request: web.Request) -> web.Response:
        found = self.portal.find(request.match_info["kind"], request.match_info["id"])
        return web.json_response(self._shape(found, request.query))

    async def _create(self, request: web.Request) -> web.Response:
        kind, body = request.match_info["kind"], await request.json()
        linked = [
            (_associated_kind(kind, one["types"]), one["to"]["id"])
            for one in body.get("associations", [])
        ]
        for to, to_id in linked:
            self.portal.find(to, str(to_id))
        made = self.portal.create(kind, body["properties"])
        for to, to_id in linked:
            self.portal.associate(kind, made.id, to, str(to_id))
        return web.json_response(self.portal.shape(made, body["properties"]), status=201)

    async def _update(self, request: web.Request) -> web.Response:
        given = (await request.json())["properties"]
        info = request.match_info
        found = self.portal.update(info["kind"], info["id"], given)
        return web.json_response(self.portal.shape(found, given))

    async def _archive(self, request: web.Request) -> web.Response:
        self.portal.archive(request.match_info["kind"], request.match_info["id"])
        return web.Response(status=204)

    async def _search(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response(search(self.portal, request.match_info["kind"], body))

    async def _batch_read(self, request: web.Request) -> web.Response:
        kind, body = request.match_info["kind"], await request.json()
        asked = body.get("properties") or ()
        return batch(
            body["inputs"],
            lambda one: self.portal.shape(self.portal.find(kind, str(one["id"])), asked),
        )

    async def _batch_update(self, request: web.Request) -> web.Response:
        kind, inputs = request.match_info["kind"], (await request.json())["inputs"]

        for one in inputs:
            self.portal.checked(kind, one["properties"])

        def update(one: Json) -> Json:
            found = self.portal.update(kind, str(one["id"]), one["properties"])
            return self.portal.shape(found, one["properties"])

        return batch(inputs, update)

    async def _associations(self, request: web.Request) -> web.Response:
        info = request.match_info
        self.portal.find(info["kind"], info["id"])
        limit, after = int(request.query.get("limit", 500)), int(request.query.get("after") or 0)
        found = self.portal.associated(info["kind"], info["id"], info["to"])
        ids = [one for one in found if int(one) >= after]
        type_id = TYPE_IDS[info["kind"], info["to"]]
        types = [{"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": None}]
        shown = [{"toObjectId": int(one), "associationTypes": types} for one in ids[:limit]]
        return web.json_response(page(shown, ids[limit:]))

    async def _owners(self, request: web.Request) -> web.Response:
        limit, after = int(request.query.get("limit", 100)), int(request.query.get("after") or 0)
        found = sorted(self.portal.owners.values(), key=lambda one: int(one["id"]))
        owners = [one for one in found if int(one["id"]) >= after]
        return web.json_response(page(owners[:limit], [one["id"] for one in owners[limit:]]))

    async def _account(self, request: web.Request) -> web.Response:
        return web.json_response(ACCOUNT)

    async def _properties(self, request: web.Request) -> web.Response:
        known = self.portal.known[request.match_info["kind"]].values()
        return web.json_response({"results": [one.shape for one in known]})

    async def _define(self, request: web.Request) -> web.Response:
        body = await request.json()
        options = tuple(one["value"] for one in body.get("options") or ())
        made = Property(body["name"], body["type"], options)
        if not (body.get("label") and body.get("groupName") and body.get("fieldType")):
            raise invalid("label, groupName and fieldType are required")
        self.portal.define(request.match_info["kind"], made)
        return web.json_response(made.shape, status=201)

    def _shape(self, record: Record, query: Any) -> Json:
        asked = [name for name in query.get("properties", "").split(",") if name]
        shape = self.portal.shape(record, asked)
        kinds = [kind for kind in query.get("associations", "").split(",") if kind]
        linked = {kind: self._links(record, kind) for kind in kinds}
        shown = {kind: {"results": links} for kind, links in linked.items() if links}
        return {**shape, **({"associations": shown} if shown else {})}

    def _links(self, record: Record, kind: str) -> list[Json]:
        type_ = f"{SINGULAR[record.kind]}_to_{SINGULAR.get(kind, kind)}"
        ids = self.portal.associated(record.kind, record.id, kind)
        return [{"id": id_, "type": type_} for id_ in ids]


def _associated_kind(kind: str, types: Json) -> str:
    wanted = {one["associationTypeId"] for one in types}
    found = [to for (from_, to), id_ in TYPE_IDS.items() if from_ == kind and id_ in wanted]
    if not found:
        raise invalid(f"{sorted(wanted)} are no types of association from {kind}")
    return found[0]
