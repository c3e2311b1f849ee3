"""The daily run of one company: load, assess, save in one update, and make sure it still holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from customer_health.domain.alerts.notifications import worsened
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.customers.customer import (
    Customer,
    as_assessed,
    breach,
    following,
    with_employees,
    with_login,
)
from customer_health.domain.instants import iso
from customer_health.domain.metrics.assessment import Assessment, assess
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.domain.metrics.window import Window
from customer_health.errors import NotConverged
from customer_health.flows.alerts.evaluate import daily_changes
from customer_health.flows.runs.load_company import Loaded, load, load_alerts, window_of
from customer_health.flows.runs.record_usage import usage_sample
from customer_health.flows.tracking.track_company import forgotten
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import rows as customers
from customer_health.stores.metrics import (
    companies,
    data_issues,
    employee_ledger,
    employees,
    evidence,
    master_accounts,
)
from customer_health.stores.rtdb.bulk_client import Reader

ATTEMPTS = 5
Updates = dict[str, Any]


class ReaderAndWriter(Reader, Protocol):
    async def is_unchanged(self, path: str, tag: str) -> bool: ...

    async def patch(self, updates: Mapping[str, Any]) -> None: ...

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None: ...

    async def set_max(self, path: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class CompanyResult:
    """What came of one company: `was` is the live count that the recount found wrong, if any;
    `worse` tells of each metric that was measured before and now whether its level got worse in
    this date's run."""

    health: Assessment | None
    count_drift: int | None = None
    regressions: Mapping[str, bool] = field(default_factory=dict)


async def run_company(
    database: ReaderAndWriter,
    company_id: str,
    run_date: date,
    clock: datetime,
    *,
    past: bool,
    user_by_email: UserByEmail,
    rules: Mapping[str, Rule] = DEFAULT_RULES,
    history_only: bool = False,
) -> CompanyResult:
    """Assess a company and write the results. One that is not linked is taken off the list, if it
    is there: an attempt may have put it back while it was unlinked.

    Live events go on meanwhile. They look again after their own writes, and so does this: if the
    company, an employee or a login changed between reading and writing, everything is read and
    done again.
    """
    window = window_of(run_date, clock, past=past)
    used = {} if past else await usage_sample(database, company_id, run_date)
    for _ in range(ATTEMPTS):
        loaded = await load(database, company_id, window, user_by_email)
        if not loaded.records.company.linked:
            if not past:
                await save(database, loaded, partial(untracked, rules=rules))
            return CompanyResult(None)
        if loaded.repairs:
            await database.patch(loaded.repairs)
        health = assess(loaded.records, loaded.window)
        login = newest_login(loaded, health)
        if login and login != loaded.stored_login:
            await database.set_max(master_accounts.login_path(company_id), iso(login))
        decide = partial(
            results, health=health, login=login, rules=rules, used=used, history_only=history_only
        )
        await save(database, loaded, decide)
        if past or await holds(database, company_id, loaded, login):
            return CompanyResult(health, count_drift(loaded, health), regressions(loaded, health))
    raise NotConverged(
        f"{company_id}: company, employees or login changed during {ATTEMPTS} attempts"
    )


async def save(
    database: ReaderAndWriter, loaded: Loaded, decide: Callable[[Loaded], Updates]
) -> None:
    """Where an alert moves, what is decided on the company's alerts as they are by then."""

    async def again() -> Updates:
        known = await load_alerts(database, loaded.records.company.id, loaded.window)
        return decide(replace(loaded, alerts=known))

    await write_bulk(database, decide(loaded), again)


def untracked(loaded: Loaded, rules: Mapping[str, Rule]) -> Updates:
    company_id, at = loaded.records.company.id, loaded.window.clock
    return forgotten(company_id, loaded.row, loaded.alerts, rules, at)


def newest_login(loaded: Loaded, health: Assessment) -> datetime | None:
    """For the live figure, which never moves backwards; a made-up past run adds only what it may
    know of, and nothing a login that a wrong clock put far ahead: it would stay for ever."""
    latest = loaded.window.clock + timedelta(days=1)
    plausible = [at for at in loaded.records.logins if at <= latest]
    seen = [health.login] if loaded.window.past else plausible
    return max((at for at in (loaded.stored_login, *seen) if at), default=None)


def results(
    loaded: Loaded,
    health: Assessment,
    login: datetime | None,
    rules: Mapping[str, Rule],
    *,
    used: Updates,
    history_only: bool,
) -> Updates:
    """One multi-path update; for a date older than the newest run's only that day's history."""
    company, run_date = loaded.records.company, loaded.window.run_date
    customer = as_assessed(company, loaded.master_user_id, health, loaded.owner)
    history = {customers.history_path(company.id, run_date): customers.snapshot(customer)}
    known = known_before(loaded)
    if history_only or (known and known.run_date and known.run_date > run_date):
        return {**history, **used}
    now_known = following(known, with_live(customer, known, login, loaded.window))
    return {
        **history,
        **used,
        **customers.save(now_known, loaded.row),
        **({} if loaded.window.past else alert_changes(loaded, health, now_known, rules)),
        **evidence.save(company.id, health),
        **data_issues.save(company.id, run_date, health.data_issues),
        **({} if loaded.window.past else ledger(loaded)),
        **master_accounts.move(
            company.id, known.master_user_id if known else None, loaded.master_user_id
        ),
    }


def alert_changes(
    loaded: Loaded, health: Assessment, customer: Customer, rules: Mapping[str, Rule]
) -> Updates:
    clock = loaded.window.clock
    login = breach(customer, LOGIN, clock) if customer.login else health.breaches[LOGIN]
    figures = {**health.breaches, LOGIN: login}
    return {
        **alerts.repair_row(customer.id, loaded.alerts, loaded.row),
        **daily_changes(loaded.alerts, rules, customer, figures, loaded.window.run_date, clock),
    }


def with_live(
    customer: Customer, known: Customer | None, login: datetime | None, window: Window
) -> Customer:
    """The customer as of the clock, but for what is known of the time since: a later login, and
    in a past run, which counts who was there then, the employees that an event has counted."""
    if login and login > window.clock:
        customer = with_login(customer, login, window.clock)
    counted_at = known.freshness.get(EMPLOYEES) if known else None
    if known and counted_at and window.past and counted_at > window.clock:
        return with_employees(customer, known.employees, counted_at)
    return customer


def ledger(loaded: Loaded) -> Updates:
    active = (e.id for e in loaded.records.employees.values() if not e.archived)
    path = employee_ledger.path(loaded.records.company.id)
    return {path: employee_ledger.build(active)}


async def holds(
    database: ReaderAndWriter, company_id: str, loaded: Loaded, login: datetime | None
) -> bool:
    path = master_accounts.login_path(company_id)
    stored = await database.get(path)
    written = f'"{iso(login)}"'.encode() if login else b"null"
    return (
        stored == written
        and await database.is_unchanged(employees.path(company_id), loaded.employees_tag)
        and await database.is_unchanged(companies.path(company_id), loaded.company_tag)
    )


def regressions(loaded: Loaded, health: Assessment) -> Mapping[str, bool]:
    before = known_before(loaded)
    if loaded.window.past or before is None:
        return {}
    return {
        metric: worsened(before.levels[metric], level)
        or before.worsened_on.get(metric) == loaded.window.run_date
        for metric, level in health.levels.items()
        if "none" not in (before.levels[metric], level)
    }


def count_drift(loaded: Loaded, health: Assessment) -> int | None:
    """The stored count, where the events had left it wrong."""
    before = known_before(loaded)
    if loaded.window.past or before is None or before.employees == health.employees:
        return None
    return before.employees


def known_before(loaded: Loaded) -> Customer | None:
    """The customer as the run found it, None if it was not tracked yet."""
    return customers.read_tracked(loaded.records.company.id, loaded.row)
