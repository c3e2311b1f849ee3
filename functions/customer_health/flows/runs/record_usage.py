"""Sample how much a customer uses the product, once a week with its daily run, for the trend."""

import logging
from datetime import date
from typing import Any

from customer_health.domain.context.usage_history import is_noted_on
from customer_health.errors import DatabaseDown
from customer_health.stores.context import product_usage
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import MALFORMED

log = logging.getLogger(__name__)


async def usage_sample(reader: Reader, company_id: str, day: date) -> dict[str, Any]:
    """Return the update that stores the sample, or an empty one on the other six days of the week.

    A sample that fails is logged and skipped: it must not fail the run. The next one follows a week
    later. Without any data there is no sample: a zero would show as a fall.
    """
    if not is_noted_on(company_id, day):
        return {}
    try:
        features, totals = await product_usage.load(reader, company_id)
    except (DatabaseDown, *MALFORMED) as error:
        log.warning("the usage of %s was not sampled: %s", company_id, error)
        return {}
    if features is None:
        return {}
    return product_usage.save(company_id, day, product_usage.total_of(features), totals)
