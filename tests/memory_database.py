"""An in-memory database for tests, behind the two clients of `stores.rtdb`.

Both share `demo.runs.dump.Dump`: the emulator's own tree, order of keys and values, queries and
rules.
"""

import json
from collections.abc import Mapping
from typing import Any

from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import lock_path
from demo.runs.client import DumpDatabase
from demo.runs.dump import Dump
from tests.stores.alerts.locking import companies_to_lock

BOUNDS = {"startAt", "endAt", "equalTo", "limitToFirst", "limitToLast"}


class MemoryDatabase(DumpDatabase):
    """The database of triggers and the API, which checks the rules for every write of alerts.

    `asked` has the bounds of each query, by their names in the REST API.
    """

    def __init__(self, root: dict[str, Any] | Dump) -> None:
        super().__init__(root if isinstance(root, Dump) else Dump(root))
        self.asked: list[dict[str, Any]] = []

    def write(self, updates: Mapping[str, Any]) -> None:
        """Write the initial data of a test."""
        self.dump.write(updates)

    def select(self, path: str, query: Mapping[str, str]) -> Any:
        if "orderBy" in query:
            bounds = {name: json.loads(query[name]) for name in query.keys() & BOUNDS}
            self.asked.append(bounds)
        return super().select(path, query)

    def update(self, updates: Mapping[str, Any]) -> None:
        check_alerts(self.dump, updates)
        super().update(updates)


def check_alerts(dump: Dump, updates: Mapping[str, Any]) -> None:
    """Check the rules for every write of alerts: a company's alerts change under its lock only,
    their versions grow, and no line of the history is overwritten."""
    for company_id in companies_to_lock(updates):
        assert dump.at(lock_path(company_id)), f"{company_id} is not locked: {updates}"
    for path, value in updates.items():
        before = dump.at(path) if path.startswith((alerts.HISTORY, alerts.ROOT)) else None
        if path.startswith(f"{alerts.HISTORY}/"):
            assert before in (None, value), f"{path}: {before} by {value}"
        if path.startswith(f"{alerts.ROOT}/") and path.endswith("/seq") and before:
            new_episode = updates.get(path.replace("/seq", "/episode"))
            assert new_episode or value > before, f"{path}: {before} by {value}"


class BulkDump(Dump):
    """The bulk database of the daily run's shards."""

    reads = 7
    bytes_read = 700

    async def patch(self, updates: Mapping[str, Any]) -> None:
        check_alerts(self, updates)
        await super().patch(updates)
