"""HubSpot's API for objects (companies, contacts, notes, meetings): pages, searches, associations.

An object is JSON with an `id` and `properties`. All properties are texts, and an unset one is null
or empty: types are not JSON's, so each property is converted by hand in `records`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from customer_health.connectors.http.client import VendorHttp
from customer_health.errors import BadAnswer, NotInSource

Json = Any
Properties = Mapping[str, str]

BATCH = 100
ASSOCIATED = 500
OBJECTS = "/crm/v3/objects"


class ObjectApi:
    """`search_http` is the same client as `http`, with the limiter of searches."""

    def __init__(self, http: VendorHttp, search_http: VendorHttp) -> None:
        self.http = http
        self._search_http = search_http

    def search(
        self, kind: str, filters: list[Json], properties: Iterable[str], **more: Json
    ) -> Json:
        """Search objects of a kind. Returns a page."""
        body = {"filterGroups": [{"filters": filters}], "properties": list(properties), **more}
        return self._search_http.ask("POST", f"{OBJECTS}/{kind}/search", body=body, repeatable=True)

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[list[Json]]:
        """Yield the objects of all pages of a list, page by page. Raises BadAnswer."""
        cursor: dict[str, str] = {}
        while True:
            page = self.http.get(path, {**query, **cursor})
            yield objects_in(page)
            after = cursor_in(page)
            if after is None:
                return
            if cursor.get("after") == after:
                raise BadAnswer(f"hubspot: {path}: the page after {after} is itself")
            cursor = {"after": after}

    def associated(self, company_id: str, kind: str, properties: list[str]) -> Iterator[Json]:
        """Yield a company's objects of a kind. Unlike a search, this shows new ones at once."""
        path = f"/crm/v4/objects/companies/{checked_id(company_id)}/associations/{kind}"
        for page in self.pages(path, {"limit": ASSOCIATED}):
            ids = [str(one["toObjectId"]) for one in page]
            for start in range(0, len(ids), BATCH):
                inputs = [{"id": id_} for id_ in ids[start : start + BATCH]]
                body = {"properties": properties, "inputs": inputs}
                path = f"{OBJECTS}/{kind}/batch/read"
                yield from objects_in(self.http.ask("POST", path, body=body, repeatable=True))


def objects_in(page: Json) -> list[Json]:
    """Return the objects of a page. Raises BadAnswer."""
    found = page.get("results") if isinstance(page, dict) else None
    if not isinstance(found, list):
        raise BadAnswer("hubspot: a page without results")
    return found


def cursor_in(page: Json) -> str | None:
    """Return the cursor of the next page, if there is one."""
    following = (page.get("paging") or {}).get("next") or {}
    return str(following["after"]) if "after" in following else None


def id_of(record: Json) -> str:
    """Return an object's id. Raises BadAnswer."""
    id_ = record.get("id") if isinstance(record, dict) else None
    if not isinstance(id_, str) or not id_.isdigit():
        raise BadAnswer(f"hubspot: {id_!r} is no id of an object")
    return id_


def properties_of(record: Json) -> Properties:
    """Return an object's properties that are set. Raises BadAnswer, which names the wrong ones."""
    given = record.get("properties") if isinstance(record, dict) else None
    if not isinstance(given, dict):
        raise BadAnswer(f"hubspot: object {id_of(record)} without properties")
    wrong = sorted(name for name, value in given.items() if not isinstance(value, str | None))
    if wrong:
        raise BadAnswer(f"hubspot: object {id_of(record)}: {', '.join(wrong)} are no text")
    return {name: value for name, value in given.items() if value}


def checked_id(company_id: str) -> str:
    """Return the id if it can be a company's: a person may have typed anything, and it goes into
    paths. Raises NotInSource."""
    if not company_id.isdigit():
        raise NotInSource(f"hubspot: {company_id!r} is no id of a company")
    return company_id
