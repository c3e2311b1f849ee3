"""Refunds: money goes back to the payments that it came from."""

from collections.abc import Iterator, Sequence
from itertools import islice

import stripe

from customer_health.connectors.stripe.client import asking, every
from customer_health.connectors.stripe.marks import LOOK_BACK, already, marks
from customer_health.domain.money import Money
from customer_health.errors import BadAnswer, NotInSource, SourceRefused

PAGE = 100
NOT_GIVEN = frozenset({"failed", "canceled"})
"""States of a refund in which the customer got nothing."""


def give_back(
    client: stripe.V1Services, customer_id: str, amount: Money, reason: str, key: str
) -> list[stripe.Refund]:
    """Refund the newest payments, as many as needed, and return the refunds.

    Reads all payments first: some may have a refund with the same key from an earlier attempt, and
    together they must suffice. Raises BadAnswer if some refunds were made and the rest is refused:
    then a person must decide.
    """
    done, rest = _read_payments(client, customer_id, amount.currency, key)
    missing = amount.cents - sum(one.amount for one in done)
    try:
        for made in _refunds(client, rest, missing, reason, key):
            done.append(made)
    except (SourceRefused, NotInSource) as error:
        if not done:
            raise
        given = ", ".join(one.id for one in done)
        raise BadAnswer(f"{given} were made, and no more: {error}") from error
    return done


def check_paid(client: stripe.V1Services, customer_id: str, amount: Money) -> None:
    """Raises SourceRefused if less was paid than `amount`, after what was given back before."""
    listed = client.charges.list({"customer": customer_id, "limit": PAGE})
    newest = islice(every(listed), LOOK_BACK)
    _check_left([one for one in newest if one.currency.upper() == amount.currency], amount.cents)


def _check_left(charges: Sequence[stripe.Charge], cents: int) -> None:
    if cents > sum(map(_left, charges)):
        raise SourceRefused("the customer has not paid as much as should be given back")


def _refunds(
    client: stripe.V1Services,
    charges: Sequence[stripe.Charge],
    missing: int,
    reason: str,
    key: str,
) -> Iterator[stripe.Refund]:
    _check_left(charges, missing)
    for charge in charges:
        if missing <= 0:
            return
        part = min(missing, _left(charge))
        with asking(f"refund {charge.id}"):
            made = _refund(client, charge.id, part, reason, key)
        yield made
        missing -= part


def _read_payments(
    client: stripe.V1Services, customer_id: str, currency: str, key: str
) -> tuple[list[stripe.Refund], list[stripe.Charge]]:
    """Return the refunds with this key, and the other payments that can be refunded."""
    done, rest = [], []
    listed = client.charges.list({"customer": customer_id, "limit": PAGE})
    for charge in islice(every(listed), LOOK_BACK):
        if refund := _with_key(client, charge, key):
            done.append(refund)
        elif charge.currency.upper() == currency and _left(charge) > 0:
            rest.append(charge)
    return done, rest


def _with_key(client: stripe.V1Services, charge: stripe.Charge, key: str) -> stripe.Refund | None:
    if not charge.amount_refunded:
        return None
    listed = client.refunds.list({"charge": charge.id, "limit": PAGE})
    return already((one for one in every(listed) if one.status not in NOT_GIVEN), key)


def _left(charge: stripe.Charge) -> int:
    if charge.status != "succeeded" or charge.disputed:
        return 0
    return charge.amount_captured - charge.amount_refunded


def _refund(
    client: stripe.V1Services, charge_id: str, cents: int, reason: str, key: str
) -> stripe.Refund:
    made = client.refunds.create(
        {
            "charge": charge_id,
            "amount": cents,
            "reason": "requested_by_customer",
            "metadata": marks(key, reason),
        },
        {"idempotency_key": f"{key}:{charge_id}"},
    )
    if made.status in NOT_GIVEN:
        raise SourceRefused(
            f"the refund {made.id} {made.status}: {getattr(made, 'failure_reason', None)}"
        )
    return made
