"""What the mirror keeps of the CRM's companies, and what the CRM gets back of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from customer_health.domain.context.vendor_records import Owner
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES

Figures = Mapping[str, str]
"""The five figures by field name, as the CRM takes them; an empty one clears the field."""


@dataclass(frozen=True, slots=True)
class CrmCompany:
    """`email` is the master account's."""

    id: str
    name: str
    email: str
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class CrmPage:
    """Some of the CRM's companies. `bad` says what was wrong with the records that can't be read,
    by id; `changed_until` is the newest change among all of them."""

    companies: Sequence[CrmCompany]
    bad: Mapping[str, str]
    changed_until: datetime | None = None


def figures(customer: Customer) -> Figures:
    return {
        EMPLOYEES: str(customer.employees),
        LOGIN: iso(customer.login) if customer.login else "",
        **{metric: customer.results[metric] for metric in PERCENTAGES},
    }
