"""Find the list of customers as of a date."""

from datetime import date

from werkzeug.exceptions import Conflict, NotFound

from customer_health.api.customers.query import ListQuery
from customer_health.api.http.services import services
from customer_health.domain.customers.customer_list import CustomerList
from customer_health.stores import day_list


def list_of(query: ListQuery, day: date) -> CustomerList:
    """Return the list as the run of a date left it. Raises NotFound if there is none, and Conflict
    for a filter that is known of today only, which JSON Schema can't express."""
    if query.new:
        raise Conflict("What is new is known of today only: leave out new, or asOf.")
    minute = int(services().now().timestamp() // 60)
    found = day_list.read(services().database(), day, minute)
    if not len(found):
        raise NotFound(f"There is no list of {day}: no run of that date, or over 400 days ago.")
    return found
