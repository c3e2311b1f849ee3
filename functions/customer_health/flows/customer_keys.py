"""By what a customer is found in the sources."""

from customer_health.domain.sources import Keys
from customer_health.errors import Missing
from customer_health.stores import customers, matches
from customer_health.stores.database import Database


def keys_of(database: Database, company_id: str) -> Keys:
    """Raises Missing if the customer is not tracked."""
    row = database.get(customers.row_path(company_id))
    if not customers.is_tracked(row):
        raise Missing(f"no tracked customer has the id {company_id}")
    match = matches.read(database.get(matches.path(company_id)))
    crm_id = match.match.crm_id if match else None
    ids = {"crm": crm_id} if crm_id else {}
    return Keys(company_id, row["name"], row.get("email"), ids)
