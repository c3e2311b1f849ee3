"""One customer's objects in Stripe, and the billing section that follows from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from customer_health.connectors.stripe import mapping
from customer_health.domain.context.billing_record import (
    BillingRecord,
    Credit,
    Discount,
    Invoice,
    Plan,
)
from customer_health.domain.money import Money

if TYPE_CHECKING:
    import stripe

YEAR = relativedelta(years=1)
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """What was read of a customer. `invoices`, `charges` and changes of the `balance` are newest
    first. `complete` says that `invoices` are all the customer has. `discounts` are those of all
    live subscriptions."""

    customer: "stripe.Customer"
    subscription: "stripe.Subscription | None"
    invoices: Sequence["stripe.Invoice"]
    complete: bool
    charges: Sequence["stripe.Charge"]
    balance: Sequence["stripe.CustomerBalanceTransaction"]
    discounts: Sequence["stripe.Discount | str"] = ()

    def billing(self, plan: Plan | None, now: datetime) -> BillingRecord:
        payments = [mapping.payment(one) for one in self.charges if one.status != "pending"]
        balance = mapping.whole(self.customer.balance or 0, "a balance")
        return BillingRecord(
            customer_id=self.customer.id,
            payment_status=mapping.payment_status(self.subscription, self.invoices, now),
            plan=plan,
            trial_ends_at=self._trial_end(),
            current_invoice=self._current(),
            last_payment=payments[0] if payments else None,
            failed_payments_12m=sum(not one.succeeded for one in payments if one.at > now - YEAR),
            balance=self._sum([max(balance, 0), *self._owed()]),
            credits=self._sum([max(-balance, 0)]),
            last_credit=self._last_credit() if balance < 0 else None,
            discounts=self._discounts(),
            billing_contact=mapping.optional(self.customer.email, "a customer's e-mail"),
            revenue_12m=self._sum(self._paid(now - YEAR)),
            lifetime_value=self._sum(self._paid()) if self.complete else None,
            invoices=self._since(now - RECENT),
            failed_payments=[p for p in payments if not p.succeeded and p.at > now - RECENT],
        )

    @property
    def _currency(self) -> str | None:
        billed = self.subscription.currency if self.subscription else None
        return self.customer.currency or billed

    def _sum(self, amounts: Iterable[int]) -> Money | None:
        """Add cents. Returns None without a currency: the customer was never billed."""
        if self._currency is None:
            return None
        return mapping.money(sum(amounts), self._currency)

    def _own(self, status: str) -> "list[stripe.Invoice]":
        """Return the invoices of a status in the customer's currency; others can't be added."""
        own = (one for one in self.invoices if one.currency == self._currency)
        return [one for one in own if one.status == status]

    def _owed(self) -> list[int]:
        return [one.amount_remaining for one in self._own("open")]

    def _paid(self, since: datetime = mapping.EPOCH) -> list[int]:
        """Return the amounts paid for invoices that are fully paid."""
        paid = ((mapping.instant(i.status_transitions.paid_at), i) for i in self._own("paid"))
        return [one.amount_paid for at, one in paid if (at or mapping.EPOCH) >= since]

    def _since(self, since: datetime) -> list[Invoice]:
        """Return the invoices that were made or paid since then."""
        found = map(mapping.invoice, self.invoices)
        return [one for one in found if max(one.created_at, one.paid_at or since) > since]

    def _current(self) -> Invoice | None:
        """Return the oldest open invoice, else the newest draft or paid one."""
        opened = [one for one in self.invoices if one.status == "open"]
        rest = [one for one in self.invoices if one.status in ("draft", "paid")]
        found = opened[-1:] or rest[:1]
        return mapping.invoice(found[0]) if found else None

    def _trial_end(self) -> datetime | None:
        trialing = self.subscription and self.subscription.status == "trialing"
        return mapping.instant(self.subscription.trial_end) if trialing else None  # type: ignore[union-attr]

    def _last_credit(self) -> Credit | None:
        return next((mapping.credit(one) for one in self.balance if one.amount < 0), None)

    def _discounts(self) -> list[Discount]:
        """Return the discounts of the subscriptions, then the customer's own."""
        own = [self.customer.discount] if self.customer.discount else []
        return [mapping.discount(one) for one in (*self.discounts, *own)]
