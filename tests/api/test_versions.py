"""ETags that name versions, and the addresses of what a request made."""

from typing import Any

import pytest

from customer_health.api.http.caching import TAGGED
from tests.api.client import Api, as_, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK

REASON = {"reason": "I called them"}


@pytest.fixture
def loaded(api: Api) -> Api:
    api.load(CustomerIndex={"c1": row()})
    api.raise_alerts(OPEN)
    api.give(now=lambda: CLOCK)
    return api


def etag(response: Any) -> str:
    return str(response.headers["ETag"])


def test_an_alerts_etag_is_its_version_in_if_match(loaded: Api) -> None:
    seen = loaded.send("GET", f"alerts/{OPEN.key}")
    assert etag(seen).startswith(f'"{seen.json["version"]}-')
    done = loaded.send("POST", f"alerts/{OPEN.key}/acknowledge", body=REASON, tag=etag(seen))
    assert done.status_code == 200, done.text
    stale = loaded.send("POST", f"alerts/{OPEN.key}/reopen", body=REASON, tag=etag(seen))
    assert stale.status_code == 412
    again = loaded.send("POST", f"alerts/{OPEN.key}/reopen", body=REASON, tag=etag(done))
    assert again.status_code == 200


def test_the_answer_to_a_change_has_the_etag_of_the_resource(loaded: Api) -> None:
    seen = loaded.send("GET", f"alerts/{OPEN.key}")
    done = loaded.send("POST", f"alerts/{OPEN.key}/acknowledge", body=REASON, tag=etag(seen))
    assert etag(done) == etag(loaded.send("GET", f"alerts/{OPEN.key}")) != etag(seen)


@pytest.mark.parametrize(
    ("path", "role", "body"),
    [
        ("customers/c1/actions", "agent", {"kind": "export_data", **REASON}),
        ("customers/c1/actions", "agent", {"kind": "mark_vip", **REASON}),
        ("views", "agent", {"name": "Mondays", "filters": {"level": ["critical"]}}),
        ("runs/2025-11-24", "admin", None),
    ],
)
def test_what_was_made_has_an_address_and_an_etag(
    loaded: Api, path: str, role: str, body: Any
) -> None:
    headers = as_(role) | {"Idempotency-Key": "a-key-of-mine"}
    made = loaded.client.post(f"/v1/{path}", headers=headers, json=body)
    assert made.status_code in TAGGED - {200}, made.text
    found = loaded.client.get(made.headers["Location"], headers=as_(role))
    assert found.status_code == 200
    assert (found.json, etag(found)) == (made.json, etag(made))


def test_an_address_holds_below_hosting(loaded: Api) -> None:
    headers = as_() | {"Idempotency-Key": "a-key-of-mine"}
    body = {"kind": "export_data", **REASON}
    made = loaded.client.post(
        "/v1/customers/c1/actions",
        headers=headers,
        json=body,
        environ_overrides={"SCRIPT_NAME": "/api"},
    )
    assert made.headers["Location"] == f"/api/v1/actions/{made.json['id']}"
