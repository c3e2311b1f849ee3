"""The customer of an action, as each vendor knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from customer_health.domain.context.source import CustomerIdentity, SourceName
from customer_health.domain.context.vendor_records import Plan, for_seats
from customer_health.errors import AmbiguousInSource, Missing, NotInSource, SourceRefused
from customer_health.flows.actions.ports import (
    BillingPort,
    CrmPort,
    Letters,
    Mailer,
    SupportPort,
    Vendors,
)
from customer_health.flows.context.source_ids import id_in, with_id
from customer_health.stores.customers import metrics_node, rows
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database

Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Subject:
    """What reaches outside raises SourceRefused where the vendor is not configured, and what
    looking for the customer there raises. `contact` is the name of whom to write to, if known."""

    database: Database
    to: Vendors
    keys: CustomerIdentity
    contact: str
    now: datetime

    def billing(self) -> tuple[BillingPort, str]:
        return configured(self.to.billing, "billing"), self.id_in("billing")

    def support(self) -> SupportPort:
        return configured(self.to.support, "support")

    def crm(self) -> tuple[CrmPort, str]:
        return configured(self.to.crm, "the CRM"), self.id_in("crm")

    def mail(self) -> tuple[Mailer, Letters, str]:
        """Who sends, the templates, and the customer's address."""
        if not self.keys.email:
            raise SourceRefused(f"{self.keys.name} has no e-mail address", "no_email")
        mailer = configured(self.to.mailer, "mail")
        return mailer, configured(self.to.letters, "mail"), self.keys.email

    def id_in(self, source: SourceName) -> str:
        """Never a guess: the one that is kept, or the only one that fits."""
        connector = configured(self.to.sources.get(source), source)
        return id_in(self.database, connector, source, self.keys, self.now)

    def known_to(self, source: SourceName) -> Any:
        """The source's whole record of the customer."""
        connector = configured(self.to.sources.get(source), source)

        def fetch(source_id: str) -> Any:
            return connector.fetch(source_id, self.now)

        return with_id(self.database, connector, source, self.keys, self.now, fetch)

    def organization(self) -> str | None:
        try:
            return self.id_in("support")
        except (NotInSource, AmbiguousInSource):
            return None

    def costs_more(self, price_id: str) -> bool:
        """Whether a plan costs more a day, for as many seats, than the one that they have."""
        billing, _ = self.billing()
        plan, wanted = self.plan(), billing.price(price_id)
        if wanted.amount.currency != plan.amount.currency:
            raise SourceRefused(f"{wanted.name} is in {wanted.amount.currency}", "other_currency")
        return for_seats(wanted, plan.seats).costs_more_than(plan)

    def plan(self) -> Plan:
        plan: Plan | None = self.known_to("billing").plan
        if plan is None:
            raise SourceRefused(f"{self.keys.name} has no plan whose price is known", "no_plan")
        return plan


def subject_of(
    database: Database, to: Vendors, company_id: str, now: datetime, *, former: bool = False
) -> Subject:
    """Raises Missing if the customer is not tracked, and was not even a `former` one."""
    row = row_of(database, company_id, former=former)
    keys = CustomerIdentity(company_id, row["name"], row.get("email"))
    return Subject(database, to, keys, row.get("contact", {}).get("name", ""), now)


def row_of(database: Database, company_id: str, *, former: bool) -> Mapping[str, Any]:
    """The customer's row; of a former customer, whose figures stay, only the name. Raises
    Missing."""
    row: Any = database.get(rows.path(company_id))
    if rows.is_tracked(row):
        return cast(Mapping[str, Any], row)
    if former and metrics_node.exists(database, company_id):
        return {"name": str(database.get(f"{companies.path(company_id)}/name") or company_id)}
    raise Missing(f"no tracked customer has the id {company_id}")


def configured(vendor: Known | None, name: str) -> Known:
    if vendor is None:
        raise SourceRefused(f"{name} is not configured", "not_configured")
    return vendor
