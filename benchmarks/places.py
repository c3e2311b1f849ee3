"""Namespaces of the bundled server, each filled with the data of a benchmark."""

from dataclasses import dataclass
from pathlib import Path

import firebase_admin
import requests

from benchmarks.histories import Tree
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from emulator_harness.database import Database

RULES = Path(__file__).parents[1] / "database.rules.json"


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    namespace: str

    def bulk(self) -> BulkDatabase:
        return BulkDatabase(self.url, self.namespace, lambda: "owner")

    def app(self) -> firebase_admin.App:
        url = f"{self.url}/?ns={self.namespace}"
        return firebase_admin.initialize_app(options={"databaseURL": url}, name=self.namespace)

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
