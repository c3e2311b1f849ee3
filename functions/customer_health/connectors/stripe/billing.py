"""Where the billing section comes from."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice, takewhile

import stripe
from pyrate_limiter import Duration, Rate

from customer_health.connectors.stripe import mapping
from customer_health.connectors.stripe.account import YEAR, StripeAccount
from customer_health.connectors.stripe.client import asking, every
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import (
    BillingRecord,
    Invoice,
    InvoiceStatus,
    Plan,
)
from customer_health.errors import AmbiguousInSource, NotInSource

RATE = Rate(25, Duration.SECOND)
"""Stripe takes 100 reads and 100 writes a second of a live account; it has other users than one
instance of this backend."""

PAGE = 100
MOST_INVOICES = 1000
MOST_CHARGES = 500
CANDIDATES = 10
MOST_SEARCHED = 500
AT_A_TIME = 16


class StripeBilling:
    """Fulfils `Source[Billing]`."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._stripe = client.v1
        self._workers = ThreadPoolExecutor(AT_A_TIME, "stripe")
        self._products: dict[str, str] = {}

    def find(self, keys: CustomerIdentity) -> str:
        if known := keys.ids.get("billing"):
            return known
        with asking(f"find {keys.company_id}"):
            found = self._with_email(keys.email) or self._of_domain(keys.domain)
        if len(found) > 1:
            raise AmbiguousInSource(
                f"{keys.company_id} may be any of {', '.join(found)} in Stripe", tuple(found)
            )
        if not found:
            raise NotInSource(f"{keys.company_id}: no customer in Stripe has its e-mail or domain")
        return found[0]

    def fetch(self, source_id: str, now: datetime) -> BillingRecord:
        """One round of requests side by side, and further pages for those who have more.

        `lifetime_value` is None for a customer with more invoices than are read. A payment made
        outside of Stripe is part of what was paid, but no `last_payment`; what was given back is
        not taken off.
        """
        run = self._workers.submit
        with asking(f"read {source_id}"):
            customer = run(self._customer, source_id)
            subscriptions = run(self._subscriptions, source_id)
            invoices = run(self._all_invoices, source_id)
            charges = run(self._charges, source_id, int((now - YEAR).timestamp()))
            balance = run(self._balance, source_id)
            run(self._learn_products).result()
            subscription = mapping.main_subscription(subscriptions.result())
            account = StripeAccount(
                customer.result(),
                subscription,
                invoices.result()[:MOST_INVOICES],
                len(invoices.result()) <= MOST_INVOICES,
                charges.result(),
                balance.result(),
            )
            return account.billing(self._plan(subscription), now)

    def invoices(
        self,
        customer_id: str,
        after: str | None = None,
        limit: int = 20,
        status: InvoiceStatus | None = None,
    ) -> tuple[list[Invoice], str | None]:
        """A page, from new to old, and the `after` of the next one if there is one; of all, or of
        those of a status."""
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
        listed = self._stripe.customers.list({"email": email, "limit": CANDIDATES})
        return [one.id for one in listed.data]

    def _of_domain(self, domain: str | None) -> list[str]:
        """Stripe finds the domain anywhere in an address: in another's longer one, too. Unless all
        that it finds are looked at, one of them is none that can be told from the rest."""
        if not domain:
            return []
        query = f'email~"@{domain}"'
        found = self._stripe.customers.search({"query": query, "limit": PAGE})
        searched = list(islice(every(found), MOST_SEARCHED + 1))
        same = (one for one in searched if (one.email or "").lower().endswith(f"@{domain}"))
        ours = [one.id for one in same][:CANDIDATES]
        if len(searched) > MOST_SEARCHED:
            raise AmbiguousInSource(
                f"more than {MOST_SEARCHED} customers in Stripe are like {domain}", tuple(ours)
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
        return list(islice(every(listed), MOST_INVOICES + 1))

    def _charges(self, customer_id: str, since: int) -> list[stripe.Charge]:
        """Those since then, and the newest whenever it was."""
        listed = self._stripe.charges.list({"customer": customer_id, "limit": PAGE})
        recent = takewhile(lambda one: one.created > since, every(listed))
        return list(islice(recent, MOST_CHARGES)) or listed.data[:1]

    def _balance(self, customer_id: str) -> list[stripe.CustomerBalanceTransaction]:
        """The newest changes of it."""
        return self._stripe.customers.balance_transactions.list(customer_id, {"limit": PAGE}).data

    def _plan(self, subscription: stripe.Subscription | None) -> Plan | None:
        if subscription is None:
            return None
        item = mapping.main_item(subscription)
        product = item.price.product
        name = self._product(product) if isinstance(product, str) else product.name
        return mapping.plan(item.price, name, item.quantity)

    def _learn_products(self) -> None:
        """Names of plans, once for an instance: a subscription's answer can't go that deep."""
        if not self._products:
            listed = self._stripe.products.list({"limit": PAGE})
            self._products = {one.id: one.name for one in listed.data}

    def _product(self, product_id: str) -> str:
        if product_id not in self._products:
            self._products[product_id] = self._stripe.products.retrieve(product_id).name
        return self._products[product_id]
