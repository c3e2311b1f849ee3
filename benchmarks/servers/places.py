"""Namespaces of the bundled server, each filled with the data of a benchmark."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import firebase_admin
import requests

from benchmarks.data.histories import DAY, TODAY, Tree
from customer_health.domain.instants import clock_of, iso
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from emulator_harness.database import Database

RULES = Path(__file__).parents[2] / "database.rules.json"


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    namespace: str

    def bulk(self) -> BulkDatabase:
        return BulkDatabase(self.url, self.namespace, lambda: "owner")

    def app(self) -> firebase_admin.App:
        url = f"{self.url}/?ns={self.namespace}"
        return firebase_admin.initialize_app(options={"databaseURL": url}, name=self.namespace)

    def begin_day(self, company_ids: Iterable[str]) -> None:
        """Let the newest run be that of yesterday, as it is at 06:00. A run that is repeated also
        reads what it replaces."""
        at = iso(clock_of(TODAY - DAY))
        updates = {f"CustomerIndex/{company_id}/ranAt": at for company_id in company_ids}
        Database(self.url, self.namespace).patch("", updates)

    def delay(self, milliseconds: int) -> None:
        """Delay each answer of the database; with 0, no longer."""
        admin = Database(self.url, self.namespace)
        if milliseconds:
            admin.faults({"requests": [{"delayMs": milliseconds}]})
        else:
            admin.clear_faults()


def fill(url: str, namespace: str, data: Tree) -> Place:
    requests.put(
        f"{url}/.settings/rules.json",
        params={"ns": namespace},
        data=RULES.read_bytes(),
        timeout=10,
    ).raise_for_status()
    Database(url, namespace).import_dump(data)
    return Place(url, namespace)
