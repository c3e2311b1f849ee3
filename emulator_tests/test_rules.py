"""No client reads or writes the database's nodes: only this backend does, as an administrator."""

from typing import Any

import pytest
import requests

from customer_health.domain.roles import ROLE_CLAIM
from emulator_harness import Suite
from tests.attack import TRIED
from tests.house.test_docs import roots

ACCESSES: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("GET", {}, None),
    ("GET", {"shallow": "true"}, None),
    ("GET", {"orderBy": '"$key"', "limitToFirst": "1"}, None),
    ("PUT", {}, {"x": 1}),
    ("PATCH", {}, {"x/y": 1}),
    ("POST", {}, {"x": 1}),
    ("DELETE", {}, None),
)


@pytest.fixture(scope="module")
def tokens(suite: Suite) -> dict[str, str | None]:
    suite.auth.clear()
    suite.database.import_dump({root: {"x": {"y": 1}} for root in roots()})
    claims: dict[str, Any] = {ROLE_CLAIM: "admin", "admin": True}
    suite.auth.create_user("admin@pivotapp.ca", **claims)
    return {"nobody": None, "an admin": suite.auth.sign_in("admin@pivotapp.ca")}


@pytest.mark.parametrize("who", ["nobody", "an admin"])
def test_no_path_is_open(suite: Suite, tokens: dict[str, str | None], who: str) -> None:
    auth = {"auth": tokens[who]} if tokens[who] else {}
    opened = []
    paths = ["", *(f"{root}{below}" for root in sorted(roots()) for below in ("", "/x", "/x/y"))]
    with requests.Session() as session:
        for path in paths:
            for method, query, body in ACCESSES:
                url = f"{suite.database.url}/{path}.json"
                params = {"ns": suite.project, **auth, **query}
                answer = session.request(method, url, params=params, json=body, timeout=30)
                TRIED["accesses to the database"] += 1
                if answer.status_code != 401:
                    opened.append((method, path, query, answer.status_code))
    assert opened == []
