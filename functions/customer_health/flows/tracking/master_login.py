"""Record a login of a master account when the presence of its user changes."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from customer_health.domain.customers.customer import Customer, with_login
from customer_health.domain.metrics.login import AHEAD
from customer_health.domain.metrics.names import LOGIN
from customer_health.flows.alerts.evaluate import LiveAlert, live_update, read_live_alert
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import customers, rows
from customer_health.stores.metrics import master_accounts, presence
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.live_table import LiveTable
from customer_health.stores.rtdb.update import Update


@dataclass(frozen=True, slots=True)
class Login:
    """A customer as stored (`row`, `before`) and with its newest login (`after`), and the alert
    that the login may move."""

    row: Any
    before: Customer
    after: Customer
    alert: LiveAlert | None


def see_user(
    database: Database, masters: LiveTable, user_id: str, value: object, now: datetime
) -> bool:
    """Record that a user was seen, for each company whose master account the user is.

    Returns whether the sender of the outbox must be woken. For a user who is no master account it
    costs no read, once `masters` is in memory. `value` is the presence from the event; the database
    may have a newer one by now, or an older one that has overwritten it.
    """
    company_ids = master_accounts.companies_of(masters.rows().get(user_id))
    if not company_ids:
        return False
    values = value, database.of(company_ids[0]).get(presence.path(user_id))
    times = [presence.read_last_active(user_id, presence_value, []) for presence_value in values]
    seen = max((at for at in times if at and at <= now + AHEAD), default=None)
    written = [record_login(database, company_id, user_id, seen, now) for company_id in company_ids]
    return any(update.notifies for update in written)


def record_login(
    database: Database, company_id: str, user_id: str, seen: datetime | None, now: datetime
) -> Update:
    """Record a login of a company's master account, if it is the newest, and reconcile the figures
    with it. Returns what was written.

    Two logins are not recorded. One too far ahead of the clock would stay the newest for ever. If
    the user is no longer the company's master account, the table of master accounts is corrected
    instead.
    """
    master = rows.customer_fields(database.get(rows.path(company_id))).get("master")
    if master != user_id:
        database.patch(master_accounts.unlist(company_id, user_id))
        return Update()
    path = master_accounts.login_path(company_id)
    if seen and seen <= now + AHEAD:
        database.change(path, partial(master_accounts.newest_login, seen=seen))

    def read() -> Login | None:
        newest = master_accounts.read_login(database.get(path))
        row = database.get(rows.path(company_id))
        before = rows.read_tracked(company_id, row)
        if not newest or before is None:
            return None
        after = with_login(before, newest, now)
        rules = read_rules(database.get(RULES)) if after.ran_at else {}
        alert = read_live_alert(database, rules, row, before, after, LOGIN, now)
        return Login(row, before, after, alert)

    def decide(login: Login | None) -> Update:
        figures = login and customers.save_changes(login.before, login.after, login.row)
        if not login or not figures:
            return Update()
        return Update(figures) | live_update(login.alert, login.after, LOGIN, now)

    return reconcile(database, read, decide)
