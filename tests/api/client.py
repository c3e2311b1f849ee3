"""A client of the API in the test's process, over a database in memory."""

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from customer_health.api.app import create_app
from customer_health.api.http import services
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.instants import iso
from customer_health.flows.context.gather import Connectors
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import rows
from tests.examples import CLOCK
from tests.memory_database import MemoryDatabase
from tests.services import NOT_CONFIGURED, Queued, services_over, utc_now

APP = create_app(services_over(MemoryDatabase({})))
"""Made once, as that takes longer than most tests: each test gives it services of its own."""


def as_(role: str = "agent") -> dict[str, str]:
    return {"Authorization": f"Bearer {role}"}


class Api:
    """`queued` has the queued tasks, by queue."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database
        self.queued: Queued = defaultdict(list)
        self.client: FlaskClient = APP.test_client()
        self.give()

    def give(
        self,
        sources: Connectors = NOT_CONFIGURED,
        now: Callable[[], datetime] = utc_now,
        **members: Any,
    ) -> None:
        """Replace some of the services, over the same database."""
        made = services_over(self.database, self.queued, sources, now)
        services.install(APP, replace(made, **members))

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
def api() -> Api:
    return Api(MemoryDatabase({}))


def row(name: str = "Acme", **fields: Any) -> dict[str, Any]:
    """Return an index row with default values."""
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
