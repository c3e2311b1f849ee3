"""The parameters of the list of alerts: which alerts, and in what order."""

from typing import Annotated, Any, Literal

from pydantic import Field

from customer_health.api.http.models import Metric
from customer_health.api.http.paging import PageQuery
from customer_health.domain.alerts.alert import RANK, Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.list_entry import UNASSIGNED

OwnerFilter = Annotated[
    str, Field(description=f"The owner's e-mail; `{UNASSIGNED}` for those without an owner.")
]


class AlertQuery(PageQuery):
    state: Annotated[
        Literal["active", "past"], Field(description="Past alerts are resolved or closed.")
    ] = "active"
    rule: Metric | None = None
    severity: Literal["warning", "critical"] | None = None
    triage: Literal["open", "acknowledged", "snoozed", "dismissed", "handled"] | None = None
    owner: OwnerFilter = ""
    company_id: str = ""
    sort: Annotated[
        Literal["severity", "date"],
        Field(description="The date is that of the opening; of a past alert, of its end."),
    ] = "severity"
    order: Literal["asc", "desc"] = "desc"

    def wants(self, alert: Alert) -> bool:
        """Say whether an alert passes the filters that do not depend on its customer."""
        return (
            self.rule in (None, alert.rule)
            and self.severity in (None, alert.severity)
            and self.triage in (None, alert.triage.kind)
            and self.company_id in ("", alert.company_id)
        )

    def wants_customer(self, customer: Customer) -> bool:
        return self.owner in ("", (customer.owner or {}).get("email", UNASSIGNED))

    def position(self, alert: Alert) -> tuple[Any, ...]:
        """Return the alert's place in the list, for its order and its cursor."""
        sign = -1 if self.order == "desc" else 1
        severity, opened = sign * RANK[alert.severity], sign * alert.opened_at.timestamp()
        first = (severity, opened) if self.sort == "severity" else (opened, severity)
        return self.sort, self.order, *first, alert.key


class ReviewQuery(PageQuery):
    owner: OwnerFilter = ""
