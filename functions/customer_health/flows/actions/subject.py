"""The customer of an action, as each vendor knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from customer_health.domain.context.billing_record import Plan
from customer_health.domain.context.source import CustomerIdentity, SourceName
from customer_health.errors import (
    AmbiguousInSource,
    Missing,
    NotInSource,
    SourceError,
    SourceRefused,
)
from customer_health.flows.actions.ports import (
    BillingPort,
    CrmPort,
    Letters,
    Mailer,
    SupportPort,
    Vendors,
)
from customer_health.flows.context.gather import SERVED_STALE
from customer_health.flows.context.source_ids import id_in, with_id
from customer_health.stores.context import context_cache
from customer_health.stores.customers import metrics_node, rows
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database

Known = TypeVar("Known")


@dataclass(frozen=True)  # no slots: cached properties need a `__dict__`
class Subject:
    """The customer during one request or task. Ids, the currency, the plan and the open tickets are
    asked for once, so an effect works with the same ones as its check.

    Everything that asks a vendor raises SourceRefused if the vendor is not configured, and the
    errors of finding the customer there. `contact` is the name of the person to write to, if known.
    `averages` are the customer's percentages by metric.
    """

    database: Database
    vendors: Vendors
    customer: CustomerIdentity
    contact: str
    now: datetime
    averages: Mapping[str, float] = field(default_factory=dict)
    ids: dict[SourceName, str] = field(default_factory=dict)

    def billing(self) -> tuple[BillingPort, str]:
        """Return billing, and the customer's id there."""
        return configured(self.vendors.billing, "billing"), self.id_in("billing")

    def support(self) -> SupportPort:
        return configured(self.vendors.support, "support")

    def crm(self) -> tuple[CrmPort, str]:
        """Return the CRM, and the customer's id there."""
        return configured(self.vendors.crm, "the CRM"), self.id_in("crm")

    def mail(self) -> tuple[Mailer, Letters, str]:
        """Return the sender, the templates, and the customer's address."""
        if not self.customer.email:
            raise SourceRefused(f"{self.customer.name} has no e-mail address", "no_email")
        mailer = configured(self.vendors.mailer, "mail")
        return mailer, configured(self.vendors.letters, "mail"), self.customer.email

    def id_in(self, source: SourceName) -> str:
        """Return the customer's id in a source: the stored one, or the only one that fits."""
        if source not in self.ids:
            connector = configured(self.vendors.sources.get(source), source)
            self.ids[source] = id_in(self.database, connector, source, self.customer, self.now)
        return self.ids[source]

    def record_in(self, source: SourceName) -> Any:
        """Return the source's whole record of the customer, fetched at each call."""
        connector = configured(self.vendors.sources.get(source), source)

        def fetch(source_id: str) -> Any:
            record = connector.fetch(source_id, self.now)
            self.ids[source] = source_id  # a stored id may have been outdated: keep the one that is
            return record

        return with_id(self.database, connector, source, self.customer, self.now, fetch)

    def known_record(self, source: SourceName) -> Any:
        """Return the record that the context view shows, else the source's own; None if the source
        fails. For texts that a person reads before they are sent."""
        path = context_cache.entry_path(self.customer.company_id, source)
        entry = context_cache.read(source, self.database.get(path))
        if entry.fetched_at and self.now - entry.fetched_at < SERVED_STALE:
            return entry.record
        try:
            return self.record_in(source)
        except SourceError:
            return None

    def organization(self) -> str | None:
        """Return the customer's id in the help desk; None if there is none, or several that fit."""
        try:
            return self.id_in("support")
        except (NotInSource, AmbiguousInSource):
            return None

    @cached_property
    def currency(self) -> str:
        """The currency in which the customer pays."""
        billing, customer_id = self.billing()
        return billing.currency(customer_id)

    @cached_property
    def plan(self) -> Plan:
        """The customer's present plan. Raises SourceRefused if there is none with a known price."""
        plan: Plan | None = self.record_in("billing").plan
        if plan is None:
            raise SourceRefused(f"{self.customer.name} has no plan whose price is known", "no_plan")
        return plan

    @cached_property
    def open_tickets(self) -> frozenset[str]:
        """The ids of the customer's open tickets."""
        return frozenset(ticket.id for ticket in self.record_in("support").open)


def subject_of(
    database: Database,
    vendors: Vendors,
    company_id: str,
    now: datetime,
    *,
    for_former: bool = False,
) -> Subject:
    """Return the customer. Raises Missing if they are not tracked; with `for_former`, if they never
    were."""
    row = row_of(database, company_id, for_former=for_former)
    customer = CustomerIdentity(company_id, row["name"], row.get("email"))
    contact, averages = row.get("contact", {}), rows.by_metric(row.get("averages", {}))
    return Subject(database, vendors, customer, contact.get("name", ""), now, averages)


def row_of(database: Database, company_id: str, *, for_former: bool) -> Mapping[str, Any]:
    """Return the customer's row. With `for_former`, return only the name of a customer who was
    tracked before. Raises Missing if there is none."""
    row: Any = database.get(rows.path(company_id))
    if rows.is_tracked(row):
        return cast(Mapping[str, Any], row)
    if for_former and metrics_node.exists(database, company_id):
        return {"name": str(database.get(f"{companies.path(company_id)}/name") or company_id)}
    raise Missing(f"no tracked customer has the id {company_id}")


def configured(vendor: Known | None, name: str) -> Known:
    """Return the vendor. Raises SourceRefused if it is not configured."""
    if vendor is None:
        raise SourceRefused(f"{name} is not configured", "not_configured")
    return vendor
