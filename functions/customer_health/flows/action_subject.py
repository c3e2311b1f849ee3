"""The customer of an action, as each vendor knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from customer_health.domain.profile import Plan
from customer_health.domain.sources import Keys
from customer_health.errors import AmbiguousInSource, NotInSource, SourceRefused
from customer_health.flows.effects import Billing, Crm, Letters, Mailer, Outside, Support

Known = TypeVar("Known")
DAYS: Mapping[str, int] = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Subject:
    """Each method raises SourceRefused where the vendor is not configured, and what looking for
    the customer raises."""

    keys: Keys
    to: Outside
    now: datetime

    def billing(self) -> tuple[Billing, str]:
        billing = configured(self.to.billing, "billing")
        return billing, billing.find(self.keys)

    def support(self) -> Support:
        return configured(self.to.support, "support")

    def organization(self) -> str | None:
        """The customer's id in support, if it has one; never a guess."""
        try:
            return self.support().find(self.keys)
        except (NotInSource, AmbiguousInSource):
            return None

    def crm(self) -> tuple[Crm, str]:
        crm = configured(self.to.crm, "the CRM")
        return crm, crm.find(self.keys)

    def mail(self) -> tuple[Mailer, Letters, str]:
        """Who sends, the templates, and the customer's address."""
        if not self.keys.email:
            raise SourceRefused(f"{self.keys.name} has no e-mail address")
        mailer = configured(self.to.mailer, "mail")
        return mailer, configured(self.to.letters, "mail"), self.keys.email

    def costs_more(self, price_id: str) -> bool:
        """Whether a plan costs more than the one that the customer has now, by the day."""
        billing, customer_id = self.billing()
        plan = billing.fetch(customer_id, self.now).plan
        if plan is None:
            raise SourceRefused(f"{self.keys.name} has no plan to change")
        wanted = billing.price(price_id)
        if wanted.amount.currency != plan.amount.currency:
            raise SourceRefused(f"{wanted.name} is in {wanted.amount.currency}")
        # Crosswise, so that nothing is rounded.
        return wanted.amount.cents * days(plan) > plan.amount.cents * days(wanted)


def days(plan: Plan) -> int:
    return DAYS[plan.interval]


def configured(vendor: Known | None, name: str) -> Known:
    if vendor is None:
        raise SourceRefused(f"{name} is not configured")
    return vendor
