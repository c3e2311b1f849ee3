"""The API in this process, with the database and the check of tokens replaced at their boundary."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from firebase_admin import auth
from flask.testing import FlaskClient

from customer_health.api.app import app
from customer_health.bootstrap import effects, firebase, instance, notifiers, tasks, vendors
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.context.source import SOURCES
from customer_health.domain.instants import iso
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import rows
from tests.examples import CLOCK
from tests.memory_database import MemoryDatabase

AGENT: Mapping[str, Any] = {"uid": "u1", "email": "ann@pivotapp.ca", "email_verified": True}
TOKENS: dict[str, Mapping[str, Any]] = {
    "agent": AGENT,
    **{role: {**AGENT, "role": role} for role in ("supervisor", "executive", "admin")},
}


CACHED = [
    made
    for module in (effects, firebase, instance, notifiers, vendors)
    for made in vars(module).values()
    if hasattr(made, "cache_clear")
]
"""All that an instance keeps: it may have been made with another test's database."""


def verify(token: str, app: object) -> Mapping[str, Any]:
    if token not in TOKENS:
        raise auth.InvalidIdTokenError(f"no token {token}")
    return TOKENS[token]


def as_(role: str = "agent") -> dict[str, str]:
    return {"Authorization": f"Bearer {role}"}


class Api:
    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database
        self.client: FlaskClient = app().test_client()

    def load(self, **tables: Any) -> None:
        self.database.write(deepcopy(tables))

    def raise_alerts(self, *raised: Alert) -> None:
        for alert in raised:
            self.database.write(alerts.save(None, alert, ()).values)

    def get(self, path: str, role: str = "agent", **query: Any) -> Any:
        response = self.client.get(f"/v1/{path}", headers=as_(role), query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    def send(
        self, method: str, path: str, role: str = "agent", body: Any = None, tag: str | None = None
    ) -> Any:
        headers = as_(role) | ({"If-Match": tag} if tag else {})
        return self.client.open(f"/v1/{path}", method=method, headers=headers, json=body)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    database = MemoryDatabase({})
    monkeypatch.setattr(auth, "verify_id_token", verify)
    monkeypatch.setattr(firebase, "app", lambda: None)
    monkeypatch.setattr(firebase, "database", lambda: database)
    monkeypatch.setattr(instance, "CUSTOMERS_MAX_AGE", 0.0)
    monkeypatch.setattr(tasks, "enqueue_delivery", lambda: None)
    monkeypatch.setattr(tasks, "enqueue_shard", lambda payload, task: None)
    monkeypatch.setattr(tasks, "enqueue_action", lambda action_id: None)
    monkeypatch.setattr(tasks, "enqueue_refresh", lambda company_id, source, now: None)
    monkeypatch.setattr(tasks, "enqueue_export", lambda export_id: None)
    monkeypatch.setattr(vendors, "connectors", lambda patience=0: dict.fromkeys(SOURCES))
    for one in CACHED:
        one.cache_clear()
    yield Api(database)
    for one in CACHED:
        one.cache_clear()


def row(name: str = "Acme", **fields: Any) -> dict[str, Any]:
    """An index row in its plainest form."""
    levels = dict.fromkeys(rows.SHORT_NAMES.values(), "none") | fields.pop("levels", {})
    return {
        "name": name,
        "level": "unknown",
        "employees": 3,
        **dict.fromkeys(("open", "outside", "clockIns"), "None"),
        "levels": levels,
        "updatedAt": iso(CLOCK),
        "changedAt": 1,
        **fields,
    }
