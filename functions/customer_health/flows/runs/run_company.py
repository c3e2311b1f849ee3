"""Run one company of a daily run: load, assess, save in one update, and check for later changes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from customer_health.domain.alerts.alert import Alert
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
from customer_health.flows.runs import record_score
from customer_health.flows.runs.company_result import (
    CompanyResult,
    count_drift,
    customer_before,
    regressions,
)
from customer_health.flows.runs.load_company import Loaded, load, load_alerts
from customer_health.flows.runs.record_day import save_day
from customer_health.flows.runs.record_usage import usage_sample
from customer_health.flows.runs.run_context import ReaderAndWriter, RunContext
from customer_health.flows.tracking.track_company import Untracked, untrack
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import customers
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


async def run_company(context: RunContext, company_id: str) -> CompanyResult:
    """Assess a company and write the results, or take it off the list if it is not linked.

    Live events may write at the same time. So this reads again after it has written; if the
    company, an employee or a login changed meanwhile, it starts over. Raises NotConverged after
    ATTEMPTS attempts, BadRecord if there is no such company.
    """
    database = context.database.of(company_id)
    usage, known = (
        ({}, None)
        if context.past
        else await asyncio.gather(
            usage_sample(database, company_id, context.run_date),
            record_score.known_sources(database, company_id, context.run_date),
        )
    )
    first: Loaded | None = None
    for _ in range(ATTEMPTS):
        loaded = await load(database, company_id, context.window, context.user_by_email)
        first = first or loaded
        loaded = replace(loaded, stored_day=first.stored_day)  # not what an outdated attempt wrote
        if not loaded.records.company.linked:
            if not context.past:
                await save(database, loaded, partial(untracked, rules=context.rules))
            return CompanyResult(None)
        if loaded.repairs:
            await database.patch(loaded.repairs)
        assessment = assess(loaded.records, loaded.window)
        scored = record_score.score_day(
            known, context.run_date, assessment.levels, loaded.window.clock
        )
        login = newest_login(loaded, assessment)
        if login and login != loaded.stored_login:
            # Not in the update below: a live event may be writing a newer login right now.
            await database.set_max(master_accounts.login_path(company_id), iso(login))
        decide = partial(
            results,
            context=context,
            assessment=assessment,
            login=login,
            usage=usage,
            scored=scored,
        )
        await save(database, loaded, decide)
        if context.past or await is_still_true(database, company_id, loaded, login):
            return CompanyResult(
                assessment,
                count_drift(loaded, assessment),
                regressions(loaded, assessment),
                record_score.health_counts(assessment.levels, scored),
            )
    raise NotConverged(
        f"{company_id}: company, employees or login changed during {ATTEMPTS} attempts"
    )


async def save(
    database: ReaderAndWriter, loaded: Loaded, decide: Callable[[Loaded], Update]
) -> None:
    """Write what `decide` returns. If that moves an alert, decide again under the alert lock, with
    the company's alerts as they are by then."""

    async def decide_again() -> Update:
        alerts_now = await load_alerts(database, loaded.records.company.id, loaded.window)
        return decide(replace(loaded, alerts=alerts_now))

    await write_bulk(database, decide(loaded), decide_again)


def untracked(loaded: Loaded, rules: Mapping[str, Rule]) -> Update:
    """Return what takes a company off the list. It may still be on it: an earlier attempt may have
    written its row while it was being unlinked."""
    company_id = loaded.records.company.id
    state = Untracked(company_id, loaded.row, loaded.alerts, rules, {})
    return untrack(state, loaded.window.clock)


def newest_login(loaded: Loaded, assessment: Assessment) -> datetime | None:
    """Return the newest login, for the live figure; it is never older than the stored one.

    A past run adds only the login that its assessment counts. A login more than a day ahead is left
    out: it comes from a wrong clock, and would stay the newest for ever.
    """
    latest = loaded.window.clock + timedelta(days=1)
    plausible = [at for at in loaded.records.logins if at <= latest]
    logins = [assessment.login] if loaded.window.past else plausible
    return max((at for at in (loaded.stored_login, *logins) if at), default=None)


def results(
    loaded: Loaded,
    context: RunContext,
    assessment: Assessment,
    login: datetime | None,
    usage: Mapping[str, Any],
    scored: record_score.ScoredDay | None,
) -> Update:
    """Return all results of a company as one update, or only the day's history if a newer run has
    written the company before."""
    company, run_date = loaded.records.company, context.run_date
    customer = as_assessed(company, loaded.master_user_id, assessment, loaded.owner)
    before = customer_before(loaded)
    of_day = record_score.with_score(customer, scored)
    save_of_day = partial(save_day, of_day, loaded.origin, loaded.stored_day)
    has_newer = before and before.run_date and before.run_date > run_date
    if context.mode == "history_only" or has_newer:
        return Update(save_of_day()) | usage
    after = following(before, with_live(customer, before, login, loaded.window))
    after = record_score.with_score(after, scored)
    update = Update(usage) | customers.save(after, loaded.row)
    update |= record_score.save(company.id, scored, run_date)
    update |= evidence.save(company.id, assessment, loaded.origin, context.rules)
    update |= data_issues.save(company.id, run_date, assessment.data_issues)
    old, new = before.master_user_id if before else None, loaded.master_user_id
    if old and old != new:
        # The stored login is the former master account's: it must go even if it is newer.
        update |= {master_accounts.login_path(company.id): iso(login) if login else None}
    update |= master_accounts.assign(company.id, old, new, listed=loaded.master_listed)
    if context.past:
        return update | save_of_day()
    evaluated, open_alerts = evaluate_alerts(loaded, assessment, after, context.rules)
    return update | loaded.digests | ledger(loaded) | evaluated | save_of_day(open_alerts)


def evaluate_alerts(
    loaded: Loaded, assessment: Assessment, customer: Customer, rules: Mapping[str, Rule]
) -> tuple[Update, list[Alert]]:
    clock = loaded.window.clock
    login = breach(customer, LOGIN, clock) if customer.login else assessment.breaches[LOGIN]
    figures = {**assessment.breaches, LOGIN: login}
    evaluated, still_open = daily_update(
        loaded.alerts, rules, customer, figures, loaded.window.run_date, clock
    )
    # The evaluation comes second: where both write a field, its value counts.
    return row_copies.repair_row(customer.id, loaded.alerts, loaded.row) | evaluated, still_open


def with_live(
    customer: Customer, before: Customer | None, login: datetime | None, window: Window
) -> Customer:
    """Return the customer with newer live data: a login after the run's clock and, in a past run,
    the current number of employees."""
    if login and login > window.clock:
        customer = with_login(customer, login, window.clock)
    counted_at = before.freshness.get(EMPLOYEES) if before else None
    if before and counted_at and window.past and counted_at > window.clock:
        return with_employees(customer, before.employees, counted_at)
    return customer


def ledger(loaded: Loaded) -> dict[str, Any]:
    active = (e.id for e in loaded.records.employees.values() if not e.archived)
    path = employee_ledger.path(loaded.records.company.id)
    return {path: employee_ledger.build(active)}


async def is_still_true(
    database: ReaderAndWriter, company_id: str, loaded: Loaded, login: datetime | None
) -> bool:
    """Return whether company, employees and login are still as they were when they were read."""
    stored, *changed = await asyncio.gather(
        database.get(master_accounts.login_path(company_id)),
        database.get_if_changed(employees.path(company_id), loaded.employees_tag),
        database.get_if_changed(companies.path(company_id), loaded.company_tag),
    )
    written = f'"{iso(login)}"'.encode() if login else b"null"
    return stored == written and not any(changed)
