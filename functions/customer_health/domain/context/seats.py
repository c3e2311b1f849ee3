"""The seats of a customer: those that billing sold, where billing says how many.

Without a number in billing, a seat is an employee with an account, as the usage source counts.
"""

from dataclasses import replace

from customer_health.domain.context.source_results import SourceResults


def with_sold_seats(found: SourceResults) -> SourceResults:
    """Return the results with the sold seats in the usage record, if both sources have a record.

    A quantity of 1 is not a number of seats: Stripe gives it to every flat price.
    """
    usage, billing = found.usage.record, found.billing.record
    sold = billing.plan.seats if billing and billing.plan else None
    if usage is None or sold is None or sold < 2:
        return found
    record = replace(usage, seats=sold, seats_sold=True)
    return replace(found, usage=replace(found.usage, record=record))
