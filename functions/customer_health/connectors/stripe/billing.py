"""The billing section's source: a customer in Stripe."""

from datetime import datetime
from itertools import islice, takewhile

import stripe
from pyrate_limiter import Duration, Rate

from customer_health.connectors.stripe import mapping
from customer_health.connectors.stripe.account import YEAR, StripeAccount
from customer_health.connectors.stripe.client import asking, every
from customer_health.domain.context.billing_record import (
    BillingRecord,
    Invoice,
    InvoiceStatus,
    Plan,
)
from customer_health.domain.context.source import CustomerIdentity
from customer_health.errors import AmbiguousInSource, NotInSource
from customer_health.threads import Threads

RATE = Rate(25, Duration.SECOND)
"""A quarter of the 100 reads a second that Stripe allows an account, which has other users."""

PAGE = 100
MAX_INVOICES = 1000
MAX_CHARGES = 500
MAX_CANDIDATES = 10
MAX_SEARCHED = 500
THREADS = 16


class StripeBilling:
    """A `SearchableSource[BillingRecord]`."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._stripe = client.v1
        self._workers = Threads(THREADS, "stripe")
        self._products: dict[str, str] = {}

    def find(self, customer: CustomerIdentity) -> str:
        company_id = customer.company_id
        with asking(f"find {company_id}"):
            found = self._with_email(customer.email) or self._of_domain(customer.domain)
        if len(found) > 1:
            raise AmbiguousInSource(
                f"{company_id} may be any of {', '.join(found)} in Stripe", tuple(found)
            )
        if not found:
            raise NotInSource(f"{company_id}: no customer in Stripe has its e-mail or domain")
        return found[0]

    def fetch(self, source_id: str, now: datetime) -> BillingRecord:
        """Read a customer's billing: one round of requests side by side, then further pages.

        `lifetime_value` is None if the customer has more invoices than are read. Revenue includes
        payments made outside of Stripe, though `last_payment` doesn't, and refunds are not
        subtracted.
        """
        run = self._workers.submit
        with asking(f"read {source_id}"):
            customer = run(self._customer, source_id)
            subscriptions = run(self._subscriptions, source_id)
            invoices = run(self._all_invoices, source_id)
            charges = run(self._charges, source_id, int((now - YEAR).timestamp()))
            balance = run(self._balance, source_id)
            run(self._read_products).result()
            subscription = mapping.main_subscription(subscriptions.result())
            account = StripeAccount(
                customer.result(),
                subscription,
                invoices.result()[:MAX_INVOICES],
                len(invoices.result()) <= MAX_INVOICES,
                charges.result(),
                balance.result(),
                mapping.discounts(subscriptions.result()),
            )
            return account.billing(self._plan(subscription), now)

    def invoices(
        self,
        customer_id: str,
        after: str | None = None,
        limit: int = 20,
        status: InvoiceStatus | None = None,
    ) -> tuple[list[Invoice], str | None]:
        """Read a page of invoices, newest first. Returns it and the next page's cursor, if any."""
        params: stripe.params.InvoiceListParams = {"customer": customer_id, "limit": limit}
        if after:
            params["starting_after"] = after
        if status:
            params["status"] = status
        with asking(f"read the invoices of {customer_id}"):
            page = self._stripe.invoices.list(params)
            found = [mapping.invoice(one) for one in page.data]
            return found, found[-1].id if page.has_more else None

    def _with_email(self, email: str | None) -> list[str]:
        if not email:
            return []
        listed = self._stripe.customers.list({"email": email, "limit": MAX_CANDIDATES})
        return [one.id for one in listed.data]

    def _of_domain(self, domain: str | None) -> list[str]:
        """Find the customers whose e-mail has a domain.

        Stripe also finds the domain inside of longer ones, so each address is compared. Raises
        AmbiguousInSource if there are too many: a match among some of them proves nothing.
        """
        if not domain:
            return []
        query = f'email~"@{domain}"'
        found = self._stripe.customers.search({"query": query, "limit": PAGE})
        searched = list(islice(every(found), MAX_SEARCHED + 1))
        same = (one for one in searched if (one.email or "").lower().endswith(f"@{domain}"))
        ours = [one.id for one in same][:MAX_CANDIDATES]
        if len(searched) > MAX_SEARCHED:
            raise AmbiguousInSource(
                f"more than {MAX_SEARCHED} customers in Stripe resemble {domain}", tuple(ours)
            )
        return ours

    def _customer(self, customer_id: str) -> stripe.Customer:
        params = {"expand": ["discount.source.coupon"]}
        customer = self._stripe.customers.retrieve(customer_id, params)  # type: ignore[arg-type]
        if getattr(customer, "deleted", False):
            raise NotInSource(f"the customer {customer_id} was deleted in Stripe")
        return customer

    def _subscriptions(self, customer_id: str) -> list[stripe.Subscription]:
        expand = ["data.discounts.source.coupon"]
        listed = self._stripe.subscriptions.list(
            {"customer": customer_id, "limit": PAGE, "expand": expand}
        )
        return listed.data

    def _all_invoices(self, customer_id: str) -> list[stripe.Invoice]:
        listed = self._stripe.invoices.list({"customer": customer_id, "limit": PAGE})
        return list(islice(every(listed), MAX_INVOICES + 1))

    def _charges(self, customer_id: str, since: int) -> list[stripe.Charge]:
        """Return the charges since then, or else the newest one."""
        listed = self._stripe.charges.list({"customer": customer_id, "limit": PAGE})
        recent = takewhile(lambda one: one.created > since, every(listed))
        return list(islice(recent, MAX_CHARGES)) or listed.data[:1]

    def _balance(self, customer_id: str) -> list[stripe.CustomerBalanceTransaction]:
        """Return the newest changes of the customer's balance."""
        return self._stripe.customers.balance_transactions.list(customer_id, {"limit": PAGE}).data

    def _plan(self, subscription: stripe.Subscription | None) -> Plan | None:
        if subscription is None:
            return None
        item = mapping.main_item(subscription)
        product = item.price.product
        name = self._product(product) if isinstance(product, str) else product.name
        return mapping.plan(item.price, name, item.quantity)

    def _read_products(self) -> None:
        """Read the names of plans, once in an instance: Stripe expands only four levels."""
        if not self._products:
            listed = self._stripe.products.list({"limit": PAGE})
            self._products = {one.id: one.name for one in listed.data}

    def _product(self, product_id: str) -> str:
        if product_id not in self._products:
            self._products[product_id] = self._stripe.products.retrieve(product_id).name
        return self._products[product_id]
