"""All open alerts, kept in an instance's memory, with the rules that they go by."""

import threading
from collections.abc import Mapping

from customer_health.domain.alerts import Alert
from customer_health.domain.rules import Rule
from customer_health.stores import alerts
from customer_health.stores.database import Database
from customer_health.stores.mirror import Feed


class AlertTable:
    """Safe to use from several threads."""

    def __init__(self, database: Database, feed: Feed) -> None:
        self._database = database
        self._feed = feed
        self._by_company: dict[str, dict[str, Alert]] = {}
        self._lock = threading.Lock()

    def of(self, company_id: str) -> list[Alert]:
        with self._lock:
            self._refresh()
            return list(self._by_company.get(company_id, {}).values())

    def all(self) -> list[Alert]:
        with self._lock:
            self._refresh()
            return [alert for of_one in self._by_company.values() for alert in of_one.values()]

    def rules(self) -> Mapping[str, Rule]:
        return alerts.read_rules(self._database.get(alerts.RULES))

    def _refresh(self) -> None:
        for rows in self._feed.news():
            for node in rows.values():
                alert = alerts.read(node)
                if alert:
                    of_one = self._by_company.setdefault(alert.company_id, {})
                    of_one.pop(alert.rule, None)
                    if alert.is_open:
                        of_one[alert.rule] = alert
