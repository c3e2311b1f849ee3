"""The number of a customer's seats: the number sold, if billing knows it.

If billing has no number, an employee with an account counts as one seat, as in the product-usage
record.
"""

from dataclasses import replace

from customer_health.domain.context.source_results import SourceResults


def with_sold_seats(found: SourceResults) -> SourceResults:
    """Return the results with the sold seats in the usage record, if both sources have a record.

    A quantity of 1 is ignored: Stripe also stores 1 for a flat price, which has no seats.
    """
    usage, billing = found.usage.record, found.billing.record
    sold = billing.plan.seats if billing and billing.plan else None
    if usage is None or sold is None or sold < 2:
        return found
    record = replace(usage, seats=sold, seats_sold=True)
    return replace(found, usage=replace(found.usage, record=record))
