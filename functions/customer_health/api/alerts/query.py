"""The parameters of the list of alerts: which alerts, and in what order."""

from collections.abc import Sequence
from typing import Any, Literal

from customer_health.api.http.fields import OwnerFilter
from customer_health.api.http.models import Metric
from customer_health.api.http.paging import PageQuery
from customer_health.domain.alerts.alert import RANK, Alert, TriageKind
from customer_health.domain.alerts.triage import DECIDED
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.list_entry import UNASSIGNED


class AlertQuery(PageQuery):
    state: Literal["active", "past"] = "active"
    """Active or past alerts; past ones are resolved or closed."""
    rule: Metric | None = None
    """Only alerts of this metric."""
    severity: Literal["warning", "critical"] | None = None
    """Only alerts of this severity."""
    triage: Literal["open", "decided", "acknowledged", "snoozed", "dismissed", "handled"] | None = (
        None
    )
    """Only alerts about which people decided this; `decided` is any but `open`."""
    owner: OwnerFilter = ""
    new: bool = False
    """Only alerts that opened, or got worse, after the clock of the run before the newest one: the
    same as `new` of the customers."""
    company_id: str = ""
    """Only alerts of this customer. Example: `"acme"`"""
    sort: Literal["severity", "date"] = "severity"
    """The order. The date is that of the opening; of a past alert, of its end."""
    order: Literal["asc", "desc"] = "desc"
    """Ascending or descending. Example: `"desc"`"""
    grouped: bool = False
    """Whether the active alerts of a customer stand together. By severity, the customers with
    the most critical alerts come first; by date, those with the newest alert. Past alerts are
    never grouped."""

    def wants(self, alert: Alert) -> bool:
        """Say whether an alert passes the filters that do not depend on its customer."""
        return (
            self.rule in (None, alert.rule)
            and self.severity in (None, alert.severity)
            and self.wants_triage(alert.triage.kind)
            and self.company_id in ("", alert.company_id)
        )

    def wants_triage(self, kind: TriageKind) -> bool:
        return kind in DECIDED if self.triage == "decided" else self.triage in (None, kind)

    def wants_customer(self, customer: Customer) -> bool:
        return self.owner in ("", (customer.owner or {}).get("email", UNASSIGNED))

    def position(self, alert: Alert, group: Sequence[Alert]) -> tuple[Any, ...]:
        """Return the alert's place in the list, for its order and its cursor. `group` has all
        alerts of its customer that pass the filters."""
        place: tuple[Any, ...] = (*self.rank(alert), alert.key)
        if self.grouped:
            place = (*self.group_rank(group), alert.company_id, *place)
        return self.sort, self.order, *place

    def group_rank(self, group: Sequence[Alert]) -> tuple[float, ...]:
        best = min(map(self.rank, group))
        if self.sort == "date":
            return best
        return self.sign * sum(alert.severity == "critical" for alert in group), *best

    def rank(self, alert: Alert) -> tuple[float, float]:
        severity, opened = self.sign * RANK[alert.severity], self.sign * alert.opened_at.timestamp()
        return (severity, opened) if self.sort == "severity" else (opened, severity)

    @property
    def sign(self) -> int:
        return -1 if self.order == "desc" else 1


class ReviewQuery(PageQuery):
    owner: OwnerFilter = ""
