"""Read the records that one company's figures need, at the same time, and no others."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from customer_health.code_version import code_version
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.assessment import Records
from customer_health.domain.metrics.availability import Availability
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_availability import load_availability
from customer_health.flows.runs.load_baseline import load_baseline
from customer_health.flows.runs.load_login import load_logins, read_stored_login, resolve_master
from customer_health.flows.runs.load_window import (
    check_timecards,
    fetch_window,
    load_stray_weeks,
    read_window,
)
from customer_health.flows.runs.record_day import StoredDay, load_day
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import rows
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import (
    availability_digests,
    companies,
    employees,
    master_accounts,
)
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import children, is_key, malformed
from customer_health.stores.rtdb.unreadable import UNREADABLE


@dataclass(frozen=True, slots=True)
class Loaded:
    """A company's records, and the stored state on which its results depend.

    `row` is its index row, `stored_login` the newest login ever seen, `digests` the update of the
    digests of availability. The tags are ETags: they tell whether the company or its employees
    changed after the read. `repairs` are written before the results. `alerts` is empty in a past
    run, which evaluates none. `origin` has `inputs`, a hash of the app's records that the
    figures are made of, and the version of the `code`. `stored_day` is what an earlier run of the
    same date has left.
    """

    records: Records
    window: Window
    master_user_id: str | None
    master_listed: bool
    row: Any
    stored_login: datetime | None
    company_tag: str
    employees_tag: str
    owner: dict[str, str] | None
    alerts: dict[str, Alert]
    digests: Mapping[str, Any]
    repairs: Mapping[str, Any]
    origin: Mapping[str, str]
    stored_day: StoredDay


async def load(
    reader: Reader, company_id: str, window: Window, user_by_email: UserByEmail
) -> Loaded:
    """Read all that a run needs of one company. Raises BadRecord if there is no such company."""
    issues: list[DataIssue] = []
    (
        ((raw_company, company_tag), raw_row, raw_login, raw_digests),
        (raw_employees, tag),
        raw_window,
        baseline,
    ) = await asyncio.gather(
        asyncio.gather(
            reader.get_tagged(companies.path(company_id)),
            reader.get(rows.path(company_id)),
            reader.get(master_accounts.login_path(company_id)),
            reader.get(availability_digests.path(company_id)),
        ),
        reader.get_tagged(employees.path(company_id)),
        fetch_window(reader, company_id, window),
        load_baseline(reader, company_id, window.run_date, issues),
    )
    company = companies.read_company(company_id, raw_company, issues)
    window = Window(window.run_date, window.clock, company.zone, window.past)
    staff = employees.read_employees(company_id, raw_employees, issues, past=window.past)
    weeks, cards = read_window(raw_window, company_id, window, issues)
    master = await resolve_master(company, staff.values(), user_by_email, issues)
    stored = read_stored_login(company_id, raw_login, issues)
    row = json.loads(raw_row)
    former = rows.customer_fields(row).get("master")
    # The login of a former master account says nothing about this one.
    stored_login = stored.at if former in (None, master) else None
    before = availability_digests.read(company_id, raw_digests)
    digests = dict(before)
    (
        _,
        stray_weeks,
        availability,
        ((logins, is_unknown), listed),
        owner,
        (known, stored_day),
    ) = await asyncio.gather(
        check_timecards(reader, company_id, raw_window, issues),
        load_stray_weeks(reader, company_id, weeks, cards, window, issues),
        load_availability(reader, company_id, weeks, window, issues, digests),
        asyncio.gather(
            load_logins(reader, company_id, master, stored_login, window, issues),
            is_master_listed(reader, company_id, master),
        ),
        load_owner(reader, company_id),
        asyncio.gather(
            load_alerts(reader, company_id, window, issues),
            load_day(reader, company_id, row, window, issues),
        ),
    )
    records = Records(
        company,
        staff,
        [*weeks, *stray_weeks],
        availability,
        cards,
        logins,
        baseline,
        issues,
        login_is_unknown=is_unknown,
    )
    return Loaded(
        records=records,
        window=window,
        master_user_id=master,
        master_listed=listed,
        row=row,
        stored_login=stored_login,
        company_tag=company_tag,
        employees_tag=tag,
        owner=owner,
        alerts=known,
        digests=availability_digests.save(company_id, before, digests, staff),
        repairs=stored.repair,
        origin={
            "inputs": hash_of(
                raw_company, raw_employees, raw_window.weeks, raw_window.timecards, availability
            ),
            "code": code_version(),
        },
        stored_day=stored_day,
    )


def hash_of(
    company: bytes,
    staff: bytes,
    weeks: bytes,
    cards: bytes,
    availability: Mapping[str, Availability],
) -> str:
    """Return a hash of what a company's figures are made of, as the database sent it: a figure that
    is computed again from other records has another."""
    parts = (company, staff, weeks, cards, repr(sorted(availability.items())).encode())
    return sha256(b"\n".join(parts)).hexdigest()[:16]


def window_of(run_date: date, clock: datetime, *, past: bool) -> Window:
    """Make the window of a run before the company's zone is known. Until then only its dates are
    used, so the zone does not matter."""
    return Window(run_date, clock, TORONTO, past)


async def is_master_listed(reader: Reader, company_id: str, master: str | None) -> bool:
    """Return whether the master account is in the table of master accounts. Logins of a user who
    isn't in the table are ignored."""
    path = master and master_accounts.listed_path(master, company_id)
    return bool(path and json.loads(await reader.get(path)))


async def load_owner(reader: Reader, company_id: str) -> dict[str, str] | None:
    """Read the customer's account owner from its CRM record. Returns the owner's fields, or None if
    the company has no match or its record no owner."""
    crm_id = json.loads(await reader.get(f"{matches.path(company_id)}/crmId"))
    if not isinstance(crm_id, str) or not is_key(crm_id):
        return None
    owner = json.loads(await reader.get(f"{crm_companies.path(crm_id)}/owner"))
    if not isinstance(owner, dict):
        return None
    return {field: value for field, value in owner.items() if isinstance(value, str)} or None


async def load_alerts(
    reader: Reader, company_id: str, window: Window, issues: list[DataIssue] | None = None
) -> dict[str, Alert]:
    """Return a company's alerts by rule; none for a past run. An alert that can't be read is left
    out, and added to `issues` if that is given."""
    if window.past:
        return {}
    first, last = alerts.bounds(company_id)
    raw = await reader.get(alerts.ROOT, orderBy="$key", startAt=first, endAt=last)
    found: dict[str, Alert] = {}
    unreadable: list[DataIssue] = []
    for key, node in children(raw, alerts.ROOT, unreadable):
        try:
            found |= alerts.read_all(company_id, {key: json.loads(bytes(node))})
        except UNREADABLE as error:
            # The query may also return alerts of a company whose id is this id, a colon and more.
            if key.rpartition(":")[0] == company_id:
                unreadable.append(malformed(alerts.path(key), error, node))
    if issues is not None:
        issues += unreadable
    return found
