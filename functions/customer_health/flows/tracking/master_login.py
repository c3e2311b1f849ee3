"""A user was seen: if it is a master account, its companies' last login, live."""

from datetime import datetime
from typing import Any

from customer_health.domain.customers.customer import with_login
from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.metrics.login import AHEAD
from customer_health.domain.metrics.names import LOGIN
from customer_health.flows.alerts.evaluate import event_changes
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.customers import rows as customers
from customer_health.stores.metrics import master_accounts, presence
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.live_table import LiveTable


def see_user(
    database: Database, masters: LiveTable, user_id: str, value: object, now: datetime
) -> set[str]:
    """Costs no read for anybody but a master account, once `masters` is in memory.

    `value` is what the event says; what is there by now may be newer, or an older one that has
    overwritten it. Returns the paths that were written.
    """
    company_ids = master_accounts.companies_of(masters.rows().get(user_id))
    if not company_ids:
        return set()
    values = value, database.get(presence.path(user_id))
    known = [presence.read_last_active(user_id, one, []) for one in values]
    seen = max((at for at in known if at and at <= now + AHEAD), default=None)
    written = (record_login(database, company_id, seen, now) for company_id in company_ids)
    return set().union(*written)


def record_login(
    database: Database, company_id: str, seen: datetime | None, now: datetime
) -> set[str]:
    """Raise the company's newest login, and bring its figures in line with that. One that is too
    far ahead would stay for ever."""
    path = master_accounts.login_path(company_id)
    if seen and seen <= now + AHEAD:
        database.set_max(path, iso(seen))

    def changes() -> dict[str, Any]:
        newest = database.get(path)
        node = database.get(customers.row_path(company_id))
        before = customers.read_tracked(company_id, node)
        if not newest or before is None:
            return {}
        after = with_login(before, parse_instant(newest), now)
        figures = customers.save_changes(before, after, node)
        return figures and figures | event_changes(database, before, after, LOGIN, now)

    return reconcile(database, changes)
