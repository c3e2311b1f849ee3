"""The CRM's companies as the mirror holds them, and the figures that are written to the CRM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.context.vendor_records import Owner
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES

Figures = Mapping[str, str]
"""The five figures by the CRM's field name, as text; an empty text clears the field."""


@dataclass(frozen=True, slots=True)
class CrmCompany:
    """A company record of the CRM. `email` is that of its master account."""

    id: str
    name: str
    email: str
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class CrmPage:
    """A page of the CRM's companies. `bad` has an error message for each record that can't be read,
    by id. `changed_until` is the time of the newest change on the page."""

    companies: Sequence[CrmCompany]
    bad: Mapping[str, str]
    changed_until: datetime | None = None


def figures(customer: Customer) -> Figures:
    return {
        EMPLOYEES: str(customer.employees),
        LOGIN: iso(customer.login) if customer.login else "",
        **{metric: customer.results[metric] for metric in PERCENTAGES},
    }
