"""The effects of quick actions in Stripe. Each happens once for its `key`.

Every object that is made carries the key, and is looked for first. All raise SourceDown if the same
call may succeed later, SourceRefused if nothing was done, and BadAnswer if something may have been
done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

import stripe
from stripe.params import (
    SubscriptionUpdateParams,
    SubscriptionUpdateParamsDiscount,
    SubscriptionUpdateParamsItem,
    SubscriptionUpdateParamsPauseCollection,
)

from customer_health.connectors.stripe import client as stripe_client
from customer_health.connectors.stripe import mapping
from customer_health.connectors.stripe.client import every, id_of
from customer_health.connectors.stripe.late_fees import late_fees, read_invoice, waive
from customer_health.connectors.stripe.marks import already, mark, marks
from customer_health.connectors.stripe.prices import StripePrices
from customer_health.connectors.stripe.refunds import check_paid, give_back
from customer_health.domain.context.billing_record import Plan
from customer_health.domain.money import Money
from customer_health.errors import NotInSource, SourceRefused

CREDITED = "Credit / Crédit"
"""A text that the customer reads. An action's reason is for colleagues, and in the metadata."""

PAGE = 100


class StripeEffects:
    def __init__(
        self, client: stripe.StripeClient, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stripe = client.v1
        self.prices = StripePrices(client, clock)

    def currency(self, customer_id: str) -> str:
        with asking(f"read {customer_id}"):
            found = self._stripe.customers.retrieve(customer_id).currency
            if not found:
                raise SourceRefused(f"{customer_id} was never billed and has no currency in Stripe")
            return mapping.currency(found)

    def price(self, price_id: str) -> Plan:
        with asking(f"read the price {price_id}"):
            found = self._stripe.prices.retrieve(price_id, {"expand": ["product"]})
            name = found.product if isinstance(found.product, str) else found.product.name
            plan = mapping.plan(found, name, 1)
        if plan is None or not found.active:
            raise SourceRefused(f"{price_id} is no active price per interval; choose another")
        return plan

    def check_refund(self, customer_id: str, amount: Money) -> None:
        with asking(f"read the payments of {customer_id}"):
            check_paid(self._stripe, customer_id, amount)

    def check_late_fees(self, customer_id: str, invoice_id: str) -> None:
        with asking(f"read the fees of {invoice_id}"):
            late_fees(self._stripe, read_invoice(self._stripe, customer_id, invoice_id))

    def check_trial(self, customer_id: str, until: datetime) -> None:
        with asking(f"read the trial of {customer_id}"):
            self._trial(customer_id, until)

    def credit(self, customer_id: str, amount: Money, reason: str, key: str) -> str:
        """Add a credit to the customer's balance. It lowers the next invoices."""
        _check_positive(amount)
        with asking(f"credit {customer_id}"):
            made = self._stripe.customers.balance_transactions.list(customer_id, {"limit": PAGE})
            if done := already(every(made), key):
                return done.id
            return self._stripe.customers.balance_transactions.create(
                customer_id,
                {
                    "amount": -amount.cents,
                    "currency": amount.currency.lower(),
                    "description": CREDITED,
                    "metadata": marks(key, reason),
                },
                {"idempotency_key": key},
            ).id

    def waive_fees(self, customer_id: str, invoice_id: str, reason: str, key: str) -> str:
        """Make a credit note on the late fees of an open invoice (see `late_fees`)."""
        with asking(f"waive the fees of {invoice_id}"):
            return waive(self._stripe, customer_id, invoice_id, reason, key)

    def refund(self, customer_id: str, amount: Money, reason: str, key: str) -> str:
        """Refund the newest payments, as many as needed. Returns the refunds' ids, with commas.

        Raises SourceRefused before any refund if the customer paid less than the amount.
        """
        _check_positive(amount)
        with asking(f"refund {customer_id}"):
            done = give_back(self._stripe, customer_id, amount, reason, key)
            return ",".join(one.id for one in done)

    def discount(self, customer_id: str, percent: int, months: int, reason: str, key: str) -> str:
        """Add a coupon to the subscription, and keep the discounts that it has."""
        coupon_id = f"action-{sha256(mark(key).encode()).hexdigest()[:24]}"
        with asking(f"discount {customer_id}"):
            subscription = self._subscription(customer_id)
            if done := _of_coupon(subscription, coupon_id):
                return done.id
            self._coupon(coupon_id, percent, months, reason, key)
            kept: list[SubscriptionUpdateParamsDiscount] = [
                {"discount": id_of(one)} for one in subscription.discounts
            ]
            updated = self._update(subscription, key, {"discounts": [*kept, {"coupon": coupon_id}]})
            made = _of_coupon(updated, coupon_id)
            if made is None:
                raise ValueError(f"{subscription.id} has no discount of {coupon_id}")
            return made.id

    def extend_trial(self, customer_id: str, until: datetime, key: str) -> str:
        with asking(f"extend the trial of {customer_id}"):
            end = int(until.timestamp())
            return self._update(
                self._trial(customer_id, until),
                key,
                {"trial_end": end, "proration_behavior": "none"},
            ).id

    def change_plan(self, customer_id: str, price_id: str, key: str) -> str:
        """Change the subscription's price. Stripe prorates the period; the seats stay the same."""
        with asking(f"change the plan of {customer_id}"):
            subscription = self._subscription(customer_id)
            items = subscription.items.data
            if len(items) != 1:
                raise SourceRefused(
                    f"{subscription.id} has {len(items)} items; change it in Stripe"
                )
            [item] = items
            if item.price.id == price_id:
                return subscription.id
            change: SubscriptionUpdateParamsItem = {"id": item.id, "price": price_id}
            if item.quantity is not None:
                change["quantity"] = item.quantity
            return self._update(
                subscription,
                key,
                {"items": [change], "proration_behavior": "create_prorations"},
            ).id

    def pause(self, customer_id: str, resume_at: datetime | None, key: str) -> str:
        """Pause the collection of payments. Invoices stay drafts, so nothing is waived."""
        with asking(f"pause {customer_id}"):
            subscription = self._subscription(customer_id)
            pause: SubscriptionUpdateParamsPauseCollection = {"behavior": "keep_as_draft"}
            if resume_at:
                pause["resumes_at"] = int(resume_at.timestamp())
            return self._update(subscription, key, {"pause_collection": pause}).id

    def _trial(self, customer_id: str, until: datetime) -> stripe.Subscription:
        """The customer's subscription, in a trial that ends at `until` or before."""
        subscription = self._subscription(customer_id)
        end = int(until.timestamp())
        if subscription.status != "trialing" or end < (subscription.trial_end or 0):
            raise SourceRefused(f"{subscription.id} has no trial that would end before {until}")
        return subscription

    def _subscription(self, customer_id: str) -> stripe.Subscription:
        listed = self._stripe.subscriptions.list(
            {"customer": customer_id, "limit": PAGE, "expand": ["data.discounts.source.coupon"]}
        )
        live = [one for one in listed.data if one.status in mapping.LIVE]
        if len(live) != 1:
            raise SourceRefused(
                f"{customer_id} has {len(live)} live subscriptions, and it takes one; "
                "make the change in Stripe"
            )
        return live[0]

    def _update(
        self, subscription: stripe.Subscription, key: str, change: SubscriptionUpdateParams
    ) -> stripe.Subscription:
        expand: SubscriptionUpdateParams = {"expand": ["discounts.source.coupon"]}
        return self._stripe.subscriptions.update(
            subscription.id, {**change, **expand}, {"idempotency_key": key}
        )

    def _coupon(self, coupon_id: str, percent: int, months: int, reason: str, key: str) -> None:
        try:
            self._stripe.coupons.create(
                {
                    "id": coupon_id,
                    "name": f"{percent}% for {months} months",
                    "percent_off": percent,
                    "duration": "repeating",
                    "duration_in_months": months,
                    "max_redemptions": 1,
                    "metadata": marks(key, reason),
                },
                {"idempotency_key": f"{key}:coupon"},
            )
        except stripe.InvalidRequestError as error:
            if error.code != "resource_already_exists":
                raise


@contextmanager
def asking(request: str) -> Iterator[None]:
    """Translate errors as the client does, but treat a missing customer as a refusal."""
    try:
        with stripe_client.asking(request):
            yield
    except NotInSource as error:
        raise SourceRefused(str(error)) from error


def _check_positive(amount: Money) -> None:
    """Raises SourceRefused. The currency needs no check: Stripe refuses a credit in another one
    than the customer's, and a refund takes only payments in its own."""
    if amount.cents <= 0:
        raise SourceRefused(f"{amount.cents} is no amount to give; it must be above zero")


def _of_coupon(subscription: stripe.Subscription, coupon_id: str) -> stripe.Discount | None:
    for one in subscription.discounts:
        if not isinstance(one, str) and one.source.coupon and id_of(one.source.coupon) == coupon_id:
            return one
    return None
