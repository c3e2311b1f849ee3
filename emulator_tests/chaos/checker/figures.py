"""Check the figures of the last run against the reference."""

from collections.abc import Iterator, Mapping
from typing import Any

from emulator_tests.chaos.story.outcome import Outcome
from emulator_tests.chaos.story.world import at
from tests.reference.companies import AUTH_USERS
from tests.reference.metrics import (
    EMPLOYEES,
    LOGIN,
    child,
    expected,
    instant,
    master_user,
    read_company,
    read_employees,
)

Json = Any

SHORT = {
    EMPLOYEES: "employees",
    LOGIN: "login",
    "quarts_de_travail_ouverts_10_": "open",
    "quarts_de_travail_attribues_hors_dispo_10": "outside",
    "quarts_problematiques_50": "clockIns",
}


def wrong_figures(outcome: Outcome) -> Iterator[str]:
    """Yield each figure that is not the reference's."""
    for company_id in outcome.linked:
        wanted = expected(
            outcome.before, company_id, outcome.day, past=False, auth_users=AUTH_USERS,
            stored_login=stored_login(outcome.before, company_id),
        )  # fmt: skip
        found = child(outcome.after, "CustomerHealthMetrics", company_id) or {}
        row = child(outcome.after, "CustomerIndex", company_id) or {}
        snapshot = child(found, "history", str(outcome.day)) or {}
        live = with_later_events(outcome, company_id, wanted)
        for metric, short in SHORT.items():
            where = f"{company_id} {metric}"
            yield from differing(where, wanted.get(metric), {"history": snapshot.get(metric)})
            yield from differing(where, live.get(metric), {
                "figure": found.get(metric), "row": row.get(short),
            })  # fmt: skip
            yield from differing(f"{where}, the level", live["levels"][metric], {
                "figure": child(found, "levels", metric), "row": child(row, "levels", short),
            })  # fmt: skip
        for metric, average in wanted["averages"].items():
            given = child(found, "averages", metric)
            if given is None or abs(given - average) > 1e-9:
                yield f"{company_id} average of {metric}: {given}, not {average}"


def with_later_events(outcome: Outcome, company_id: str, wanted: Json) -> Json:
    """Return the live figures: with the employees of the end, and with a login after the run's
    clock, which a clock that is less than a day ahead makes."""
    end = expected(outcome.after, company_id, outcome.day, past=False)
    levels = wanted["levels"] | {EMPLOYEES: end["levels"][EMPLOYEES]}
    live = wanted | {EMPLOYEES: end[EMPLOYEES], "levels": levels}
    stored = child(outcome.after, "MasterLogins", company_id)
    if stored and instant(stored) >= at(outcome.day, 6):
        live[LOGIN], levels[LOGIN] = stored, "healthy"
    return live


def stored_login(data: Json, company_id: str) -> Any:
    """Return the login that is known of the company's master account. The one of another account,
    whose company it was before, doesn't count."""
    issues: set[tuple[str, str]] = set()
    company = read_company(data, company_id, issues)
    employees = read_employees(data, company_id, False, issues)
    master = master_user(company, employees, AUTH_USERS)
    known = data.get("MasterAccounts", {}).items()
    former = {user_id for user_id, row in known if child(row, "companies", company_id)}
    return child(data, "MasterLogins", company_id) if former <= {master} else None


def differing(what: str, wanted: Any, found: Mapping[str, Any]) -> Iterator[str]:
    for where, value in found.items():
        if value != wanted:
            yield f"{what}: the {where} is {value!r}, not {wanted!r}"
