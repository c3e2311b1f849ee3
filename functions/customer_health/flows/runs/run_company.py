"""Run one company of a daily run: load, assess, save in one update, check that it still holds."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from customer_health.domain.alerts.notifications import worsened
from customer_health.domain.alerts.rules import Rule
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
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.domain.metrics.window import Window
from customer_health.errors import NotConverged
from customer_health.flows.alerts.evaluate import daily_update
from customer_health.flows.runs.load_company import Loaded, load, load_alerts
from customer_health.flows.runs.record_usage import usage_sample
from customer_health.flows.runs.run_context import ReaderAndWriter, RunContext
from customer_health.flows.tracking.track_company import Untracked, untrack
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import customers, metrics_node, rows
from customer_health.stores.metrics import (
    companies,
    data_issues,
    employee_ledger,
    employees,
    evidence,
    master_accounts,
)
from customer_health.stores.rtdb.update import Update

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class CompanyResult:
    """What came of one company; without an assessment it is not tracked.

    `count_drift` is the live count of employees that the recount found wrong, if it did.
    `regressions` says, for each metric that was measured before and now, whether its level got
    worse in this date's run.
    """

    assessment: Assessment | None
    count_drift: int | None = None
    regressions: Mapping[str, bool] = field(default_factory=dict)


async def run_company(context: RunContext, company_id: str) -> CompanyResult:
    """Assess a company and write the results; take it off the list if it is not linked.

    Live events go on meanwhile. They look again after their own writes, and so does this: if the
    company, an employee or a login changed between reading and writing, everything is read and
    done again. Raises NotConverged if that goes on, BadRecord if there is no such company.
    """
    database = context.database
    usage = {} if context.past else await usage_sample(database, company_id, context.run_date)
    for _ in range(ATTEMPTS):
        loaded = await load(database, company_id, context.window, context.user_by_email)
        if not loaded.records.company.linked:
            if not context.past:
                await save(database, loaded, partial(untracked, rules=context.rules))
            return CompanyResult(None)
        if loaded.repairs:
            await database.patch(loaded.repairs)
        assessment = assess(loaded.records, loaded.window)
        login = newest_login(loaded, assessment)
        if login and login != loaded.stored_login:
            await database.set_max(master_accounts.login_path(company_id), iso(login))
        decide = partial(
            results,
            context=context,
            assessment=assessment,
            login=login,
            usage=usage,
            master_listed=await is_master_listed(database, loaded),
        )
        await save(database, loaded, decide)
        if context.past or await holds(database, company_id, loaded, login):
            return CompanyResult(
                assessment, count_drift(loaded, assessment), regressions(loaded, assessment)
            )
    raise NotConverged(
        f"{company_id}: company, employees or login changed during {ATTEMPTS} attempts"
    )


async def is_master_listed(database: ReaderAndWriter, loaded: Loaded) -> bool:
    """Whether the master account is stored as such: without that its logins would go unseen."""
    master, company_id = loaded.master_user_id, loaded.records.company.id
    path = master and master_accounts.listed_path(master, company_id)
    return bool(path and json.loads(await database.get(path)))


async def save(
    database: ReaderAndWriter, loaded: Loaded, decide: Callable[[Loaded], Update]
) -> None:
    """Write what `decide` returns; where that moves an alert, decide again under the lock, on the
    company's alerts as they are by then."""

    async def again() -> Update:
        known = await load_alerts(database, loaded.records.company.id, loaded.window)
        return decide(replace(loaded, alerts=known))

    await write_bulk(database, decide(loaded), again)


def untracked(loaded: Loaded, rules: Mapping[str, Rule]) -> Update:
    """Return what takes a company off the list: an earlier attempt may have put it back while it
    was being unlinked."""
    company_id = loaded.records.company.id
    found = Untracked(company_id, loaded.row, loaded.alerts, rules, {})
    return untrack(found, loaded.window.clock)


def newest_login(loaded: Loaded, assessment: Assessment) -> datetime | None:
    """For the live figure, which never moves backwards; a made-up past run adds only what it may
    know of, and nothing a login that a wrong clock put far ahead: it would stay for ever."""
    latest = loaded.window.clock + timedelta(days=1)
    plausible = [at for at in loaded.records.logins if at <= latest]
    seen = [assessment.login] if loaded.window.past else plausible
    return max((at for at in (loaded.stored_login, *seen) if at), default=None)


def results(
    loaded: Loaded,
    context: RunContext,
    assessment: Assessment,
    login: datetime | None,
    usage: Mapping[str, Any],
    master_listed: bool,
) -> Update:
    """Return all results of a company as one update; only the day's history if a newer run has
    written already."""
    company, run_date = loaded.records.company, context.run_date
    customer = as_assessed(company, loaded.master_user_id, assessment, loaded.owner)
    history = {metrics_node.history_path(company.id, run_date): metrics_node.snapshot(customer)}
    known = known_before(loaded)
    update = Update(history) | usage
    if context.mode == "history_only" or (known and known.run_date and known.run_date > run_date):
        return update
    now_known = following(known, with_live(customer, known, login, loaded.window))
    update |= customers.save(now_known, loaded.row)
    update |= evidence.save(company.id, assessment)
    update |= data_issues.save(company.id, run_date, assessment.data_issues)
    old, new = known.master_user_id if known else None, loaded.master_user_id
    if old and old != new:
        update |= {master_accounts.login_path(company.id): iso(login) if login else None}
    update |= master_accounts.assign(company.id, old, new, listed=master_listed)
    if context.past:
        return update
    return update | alert_update(loaded, assessment, now_known, context.rules) | ledger(loaded)


def alert_update(
    loaded: Loaded, assessment: Assessment, customer: Customer, rules: Mapping[str, Rule]
) -> Update:
    clock = loaded.window.clock
    login = breach(customer, LOGIN, clock) if customer.login else assessment.breaches[LOGIN]
    figures = {**assessment.breaches, LOGIN: login}
    evaluated = daily_update(loaded.alerts, rules, customer, figures, loaded.window.run_date, clock)
    return row_copies.repair_row(customer.id, loaded.alerts, loaded.row) | evaluated


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


def ledger(loaded: Loaded) -> dict[str, Any]:
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


def regressions(loaded: Loaded, assessment: Assessment) -> Mapping[str, bool]:
    before = known_before(loaded)
    if loaded.window.past or before is None:
        return {}
    return {
        metric: worsened(before.levels[metric], level)
        or before.worsened_on.get(metric) == loaded.window.run_date
        for metric, level in assessment.levels.items()
        if "none" not in (before.levels[metric], level)
    }


def count_drift(loaded: Loaded, assessment: Assessment) -> int | None:
    """The stored count, where the events had left it wrong."""
    before = known_before(loaded)
    if loaded.window.past or before is None or before.employees == assessment.employees:
        return None
    return before.employees


def known_before(loaded: Loaded) -> Customer | None:
    """The customer as the run found it, None if it was not tracked yet."""
    return rows.read_tracked(loaded.records.company.id, loaded.row)
