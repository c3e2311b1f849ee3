"""The five metrics, read plainly and slowly off the data contract (docs/data-contract.md).

The oracle of the property tests. It shares no code with the backend, so that a mistake in one
does not hide in the other. Quoted comments are the contract's own sentences.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

EMPLOYEES = "numberofemployees"
LOGIN = "last_login_date_master_account"
OPEN = "quarts_de_travail_ouverts_10_"
UNAVAILABLE = "quarts_de_travail_attribues_hors_dispo_10"
CONFLICTING = "quarts_problematiques_50"

TORONTO = ZoneInfo("America/Toronto")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CONFLICT_TYPES = ("missing_punch", "no_shift", "time_mismatch", "overlap")
TOLERANCE = timedelta(minutes=30)

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WALL_TIME = re.compile(r"\d\d:\d\d", re.ASCII)
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)

Flaws = set[tuple[str, str]]
T = TypeVar("T")


class Malformed(Exception):  # noqa: N818 - named for what was found
    """ "a wrong type, an impossible date, time or timestamp, ..." """


@dataclass(frozen=True)
class Company:
    email: str | None
    master_user_id: str | None
    zone: ZoneInfo
    created_at: datetime | None


@dataclass(frozen=True)
class Employee:
    id: str
    email: str | None
    user_id: str | None
    archived: bool
    created_at: datetime | None
    archived_at: datetime | None


@dataclass(frozen=True)
class Shift:
    id: str
    monday: date
    date: date
    start: datetime
    end: datetime
    employee_id: str | None  # None: open
    auto: bool


@dataclass(frozen=True)
class Timecard:
    id: str
    date: date
    employee_id: str
    shift_id: str | None
    clock_in: datetime | None
    clock_out: datetime | None


# --- Reading: values -----------------------------------------------------------------------


def children(node: Any) -> list[tuple[str, Any]]:
    """ "returns a JSON **array** for children with dense integer keys. A reader accepts both
    shapes, and reads an absent child as empty." """
    if isinstance(node, list):
        return [(str(index), value) for index, value in enumerate(node) if value is not None]
    if isinstance(node, dict):
        return [(key, value) for key, value in node.items() if value is not None]
    return []


def child(node: Any, *keys: str) -> Any:
    for key in keys:
        node = dict(children(node)).get(key)
    return node


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed
    return value


def container(value: Any) -> dict[str, Any] | list[Any]:
    if not isinstance(value, dict | list):
        raise Malformed
    return value


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed
    return value


def day(value: Any) -> date:
    if not DATE.fullmatch(text(value)):
        raise Malformed
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Malformed from None


def wall_time(value: Any) -> time:
    if not WALL_TIME.fullmatch(text(value)):
        raise Malformed
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise Malformed from None


def instant(value: Any) -> datetime:
    """ "an ISO-8601 string with an offset [...] or epoch milliseconds" """
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return EPOCH + timedelta(milliseconds=value)
        if isinstance(value, str) and TIMESTAMP.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Malformed


def optional(record: dict[str, Any], key: str, read: Callable[[Any], T]) -> T | None:
    value = record.get(key)
    return None if value is None else read(value)


def utc(on: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, wall, zone).astimezone(UTC)


# --- Reading: records ----------------------------------------------------------------------


def read_all(path: str, node: Any, read: Callable[[str, Any], T], flaws: Flaws) -> list[T]:
    """ "One bad record never stops a company [...]: the record is left out of the figures, and
    counted and named" """
    good = []
    for key, value in children(node):
        try:
            good.append(read(key, value))
        except Malformed:
            flaws.add((f"{path}/{key}", "malformed"))
    return good


def read_company(data: dict[str, Any], company_id: str, flaws: Flaws) -> Company:
    """Field by field: a malformed one is named and taken as absent, the others count, so that a
    wrong date doesn't hide who the master account is."""
    path = f"Companies/{company_id}"
    record = mapping(child(data, "Companies", company_id) or {})

    def field(key: str, read: Callable[[Any], T]) -> T | None:
        try:
            return optional(record, key, read)
        except Malformed:
            flaws.add((f"{path}/{key}", "malformed"))
            return None

    field("name", text)
    zone, zone_name = TORONTO, field("timezone", text)
    if zone_name is not None:
        try:
            zone = ZoneInfo(zone_name)
        except (KeyError, ValueError, OSError):
            # "an unknown zone falls back to America/Toronto and is named"
            flaws.add((f"{path}/timezone", "unknown_zone"))
    return Company(
        email=field("email", text),
        master_user_id=field("masterUserId", text),
        zone=zone,
        created_at=field("createdAt", instant),
    )


def read_employee(employee_id: str, node: Any) -> Employee:
    record = mapping(node)
    optional(record, "name", text)
    optional(record, "departmentId", text)
    return Employee(
        id=employee_id,
        email=optional(record, "email", text),
        user_id=optional(record, "userId", text),
        archived=optional(record, "archived", boolean) or False,  # "absent = false"
        created_at=optional(record, "createdAt", instant),
        archived_at=optional(record, "archivedAt", instant),
    )


def read_shift(shift_id: str, node: Any, monday: date, zone: ZoneInfo) -> Shift:
    record = mapping(node)
    on = day(record.get("date"))
    # "a shift whose date is outside its week"
    if not monday <= on <= monday + timedelta(days=6):
        raise Malformed
    start = wall_time(record.get("start"))
    end = wall_time(record.get("end"))
    # "end <= start means past midnight"
    ends_on = on + timedelta(days=1) if end <= start else on
    optional(record, "departmentId", text)
    assignment = optional(record, "assignment", text)
    if assignment not in (None, "manual", "auto"):  # "absent = manual"
        raise Malformed
    return Shift(
        id=shift_id,
        monday=monday,
        date=on,
        start=utc(on, start, zone),
        end=utc(ends_on, end, zone),
        # 'absent, null or "" = open (unassigned)'
        employee_id=optional(record, "employeeId", text) or None,
        auto=assignment == "auto",
    )


def read_timecard(timecard_id: str, node: Any) -> Timecard:
    record = mapping(node)
    optional(record, "departmentId", text)
    card = Timecard(
        id=timecard_id,
        date=day(record.get("date")),
        employee_id=text(record.get("employeeId")),
        shift_id=optional(record, "shiftId", text) or None,  # "" names no shift
        clock_in=optional(record, "clockIn", instant),
        clock_out=optional(record, "clockOut", instant),
    )
    if card.employee_id == "":
        raise Malformed
    if card.clock_in and card.clock_out and card.clock_out < card.clock_in:
        raise Malformed  # "a clockOut before its clockIn"
    return card


# --- Schedules -----------------------------------------------------------------------------


def read_schedules(
    data: dict[str, Any],
    company_id: str,
    zone: ZoneInfo,
    window: list[date],
    clock: datetime,
    flaws: Flaws,
) -> tuple[list[Shift], list[Shift]]:
    """The shifts of the draft weeks, and those of the published weeks."""
    draft: list[Shift] = []
    published: list[Shift] = []
    for week_id, node in children(child(data, "Schedules", company_id)):
        path = f"Schedules/{company_id}/{week_id}"
        try:
            monday = day(week_id)
            if monday.weekday() != 0:
                raise Malformed
            # "Only weeks that intersect the window are looked at."
            if not any(monday <= on <= monday + timedelta(days=6) for on in window):
                continue
            record = mapping(node)
            status = record.get("status")
            if status not in ("draft", "published"):
                raise Malformed
            generated_at = optional(record, "generatedAt", instant)
            published_at = optional(record, "publishedAt", instant)
        except Malformed:
            flaws.add((path, "malformed"))
            continue
        nodes = record.get("shifts")
        if not isinstance(nodes, dict | list | None):
            flaws.add((f"{path}/shifts", "malformed"))

        def read(key: str, value: Any, monday: date = monday) -> Shift:
            return read_shift(key, value, monday, zone)

        shifts = read_all(f"{path}/shifts", nodes, read, flaws)
        # "a week is *published* if `status` is published and `publishedAt` is absent or not
        # after the clock; it is a *draft* if `generatedAt` is not after the clock and it is not
        # (yet) published, whatever it became later"
        if status == "published" and (published_at is None or published_at <= clock):
            published += shifts
        elif generated_at is not None and generated_at <= clock:
            draft += shifts
    return draft, published


# --- 1. Employees --------------------------------------------------------------------------


def counts(employee: Employee, clock: datetime, past: bool) -> bool:
    if not past:
        # "today's run and the triggers simply count those not archived"
        return not employee.archived
    # "an employee counts if `createdAt` is absent or not after the clock, and they are not
    # archived, or `archivedAt` is after the clock"
    existed = employee.created_at is None or employee.created_at <= clock
    archived_later = employee.archived_at is not None and employee.archived_at > clock
    return existed and (not employee.archived or archived_later)


def baseline(data: dict[str, Any], company_id: str, run_date: date) -> tuple[date, int] | None:
    """ "the snapshot of D-30, else the newest one before it (at most 7 days older), else the
    oldest one after it" """
    snapshots: dict[date, int] = {}
    for key, node in children(child(data, "CustomerHealthMetrics", company_id, "history")):
        number = child(node, EMPLOYEES)
        if isinstance(number, int) and not isinstance(number, bool):
            snapshots[day(key)] = number
    target = run_date - timedelta(days=30)
    before = [on for on in snapshots if target - timedelta(days=7) <= on < target]
    after = [on for on in snapshots if target < on < run_date]
    if target in snapshots:
        chosen = target
    elif before:
        chosen = max(before)
    elif after:
        chosen = min(after)
    else:
        return None
    return chosen, snapshots[chosen]


def employee_change(now: int, then: tuple[date, int] | None) -> tuple[str, dict[str, Any] | None]:
    if then is None or then[1] == 0:
        return "none", None  # "`then` = 0 or no snapshot: level `none`"
    on, number = then
    percent = Fraction(now - number, number) * 100
    if percent < -20:
        level = "critical"
    elif percent <= -10:
        level = "warning"
    else:
        level = "healthy"
    change = {"from": number, "baselineDate": on.isoformat(), "percent": float(percent)}
    return level, change


# --- 2. Login ------------------------------------------------------------------------------


def master_user(company: Company, active: list[Employee], auth_users: dict[str, str]) -> str | None:
    if company.master_user_id:
        return company.master_user_id
    # "else: the active employee of this company with that email and a userId, else: the
    # Firebase Auth user with that email"
    if not company.email:
        return None
    for employee in sorted(active, key=lambda employee: employee.id):
        if employee.email == company.email and employee.user_id:
            return employee.user_id
    return auth_users.get(company.email)


def last_active(data: dict[str, Any], user_id: str | None, flaws: Flaws) -> datetime | None:
    """`lastActive` alone is looked at; without it the user was never seen."""
    value = None if user_id is None else child(data, "PresenceStatus", user_id, "lastActive")
    try:
        return None if value is None else instant(value)
    except Malformed:
        flaws.add((f"PresenceStatus/{user_id}/lastActive", "malformed"))
        return None


def login(
    logins: list[datetime], created_at: datetime | None, clock: datetime
) -> tuple[str, datetime | None]:
    """The level, and the last login as of the clock."""
    seen = [at for at in logins if at <= clock]
    if logins and not seen:
        # "a login after the clock is unknown to the run: with only such a one known, the field
        # is absent and the level `none`"
        return "none", None
    last = max(seen, default=None)
    # "Never logged in: counted from the company's `createdAt`; without one, level `none`."
    since = created_at if last is None else last
    if since is None or since > clock:  # not created yet
        return "none", None
    elapsed = clock - since
    if elapsed > timedelta(days=14):
        return "critical", last
    if elapsed >= timedelta(days=7):
        return "warning", last
    return "healthy", last


# --- 3. Open shifts ------------------------------------------------------------------------


def open_percentages(draft: list[Shift], window: list[date]) -> list[Fraction]:
    percentages = []
    for on in window:
        open_shifts = len([s for s in draft if s.date == on and s.employee_id is None])
        regular = len([s for s in draft if s.date == on and s.employee_id is not None])
        if regular == 0 and open_shifts > 0:
            regular = 1  # "Regular = 0 with open > 0: the denominator is 1"
        if regular > 0:
            percentages.append(Fraction(open_shifts, regular) * 100)
    return percentages


# --- 4. Outside availability ---------------------------------------------------------------


def never_available(data: dict[str, Any], employee_id: str, on: date, flaws: Flaws) -> bool:
    """Whether "the employee's availability for that date is completely empty"."""
    path = f"Availability/{employee_id}"
    node = child(data, "Availability", employee_id)
    if node is None:
        # "An employee with no `Availability` record at all never submitted one: not a conflict"
        flaws.add((path, "availability_never_submitted"))
        return False
    try:
        record = mapping(node)
    except Malformed:
        flaws.add((path, "malformed"))
        return False
    try:
        weekly = optional(record, "weekly", container) or {}
    except Malformed:
        flaws.add((f"{path}/weekly", "malformed"))
        return False
    stray = {key for key, _ in children(weekly) if key not in WEEKDAYS}
    flaws |= {(f"{path}/weekly/{key}", "malformed") for key in stray}
    # Asked for by query, of which one on no object finds nothing. `updatedAt` is not looked at.
    dates: Any = record.get("dates")
    if not isinstance(dates, dict):
        dates = {}
    if dates.get(on.isoformat()) is not None:
        # "overrides weekly; false or empty = unavailable"
        path += f"/dates/{on.isoformat()}"
        slots = dates[on.isoformat()]
        if slots is False:
            return True
    else:
        weekday = WEEKDAYS[on.weekday()]
        path += f"/weekly/{weekday}"
        slots = child(weekly, weekday)
        if slots is None:
            return not stray  # "absent day = unavailable", if it can be told that it is absent
    if not isinstance(slots, dict | list):
        flaws.add((path, "malformed"))
        return False

    def read(_key: str, node: Any) -> None:
        slot = mapping(node)
        wall_time(slot.get("start"))
        wall_time(slot.get("end"))

    read_all(path, slots, read, flaws)
    return not children(slots)


def unavailable_percentages(
    data: dict[str, Any], published: list[Shift], window: list[date], flaws: Flaws
) -> list[Fraction]:
    percentages = []
    for on in window:
        # "Denominator: every shift of that date, open ones included."
        shifts = [shift for shift in published if shift.date == on]
        conflicts = 0
        for shift in shifts:
            if shift.employee_id is None or shift.auto:
                continue
            if never_available(data, shift.employee_id, on, flaws):
                conflicts += 1
        if shifts:
            percentages.append(Fraction(conflicts, len(shifts)) * 100)
    return percentages


# --- 5. Conflicting clock-ins --------------------------------------------------------------


def read_timecards(
    data: dict[str, Any], company_id: str, window: list[date], flaws: Flaws
) -> list[Timecard]:
    inside = {}
    for key, node in children(child(data, "Timecards", company_id)):
        try:
            if day(child(node, "date")) not in window:
                continue  # not this run's concern, whatever else is in it
        except Malformed:
            pass
        inside[key] = node
    return read_all(f"Timecards/{company_id}", inside, read_timecard, flaws)


def matching_shift(card: Timecard, published: list[Shift]) -> Shift | None:
    if card.shift_id is not None:
        # "with a `shiftId`, that shift if its employee is the same (and no other is tried)".
        # Ids are unique in a week only: the week that holds the timecard's date goes first.
        monday = card.date - timedelta(days=card.date.weekday())
        named = [shift for shift in published if shift.id == card.shift_id]
        named.sort(key=lambda shift: (shift.monday != monday, shift.monday))
        if named and named[0].employee_id == card.employee_id:
            return named[0]
        return None
    same = [s for s in published if s.employee_id == card.employee_id and s.date == card.date]
    # "a tie or no clockIn: the earliest start, then the smallest shiftId"
    same.sort(key=lambda shift: (shift.start, shift.id))
    if card.clock_in is None or not same:
        return same[0] if same else None
    best = same[0]
    for shift in same:
        if abs(card.clock_in - shift.start) < abs(card.clock_in - best.start):
            best = shift
    return best


def overlaps(card: Timecard, other: Timecard) -> bool:
    if other.id == card.id or other.employee_id != card.employee_id:
        return False
    if card.clock_in is None or card.clock_out is None:
        return False  # "Needs both punches on both."
    if other.clock_in is None or other.clock_out is None:
        return False
    shared = min(card.clock_out, other.clock_out) - max(card.clock_in, other.clock_in)
    return shared > timedelta(0)  # "by more than 0 seconds"


def conflict_types(card: Timecard, cards: list[Timecard], published: list[Shift]) -> set[str]:
    types = set()
    if card.clock_in is None or card.clock_out is None:
        types.add("missing_punch")
    shift = matching_shift(card, published)
    if shift is None:
        types.add("no_shift")
    else:
        # "clockIn is more than 30 minutes from the shift's start, or clockOut more than 30
        # minutes from its end": a punch that is there is judged, also beside a missing one.
        if card.clock_in is not None and abs(card.clock_in - shift.start) > TOLERANCE:
            types.add("time_mismatch")
        if card.clock_out is not None and abs(card.clock_out - shift.end) > TOLERANCE:
            types.add("time_mismatch")
    if any(overlaps(card, other) for other in cards):
        types.add("overlap")
    return types


def conflict_percentages(
    cards: list[Timecard], published: list[Shift], window: list[date]
) -> tuple[list[Fraction], dict[str, int]]:
    types = {card.id: conflict_types(card, cards, published) for card in cards}
    breakdown = {
        name: len([card for card in cards if name in types[card.id]]) for name in CONFLICT_TYPES
    }
    percentages = []
    for on in window:
        dated = [card for card in cards if card.date == on]
        conflicting = [card for card in dated if types[card.id]]  # "it counts once"
        if dated:
            percentages.append(Fraction(len(conflicting), len(dated)) * 100)
    return percentages, breakdown


# --- Results -------------------------------------------------------------------------------


def verdict(average: Fraction | None, yes_above: int, critical_above: int) -> tuple[str, str]:
    """ "an average of exactly 10 is "No" with level `warning`" """
    if average is None:
        return "None", "none"
    result = "Yes" if average > yes_above else "No"
    if average > critical_above:
        return result, "critical"
    return result, "warning" if average >= yes_above else "healthy"


def company_level(levels: dict[str, str]) -> str:
    """ "the worst of the five; `none` counts for nothing; all five `none`: `unknown`" """
    for level in ("critical", "warning", "healthy"):
        if level in levels.values():
            return level
    return "unknown"


def expected(
    data: dict[str, Any],
    company_id: str,
    run_date: date,
    *,
    past: bool,
    auth_users: dict[str, str] | None = None,
    stored_login: str | int | None = None,
) -> dict[str, Any]:
    """What the run for `run_date` must find, from a whole database dump in the contract's shapes.

    Keys: the five fields (login absent = never), `alertLevel`, `levels`, `averages`,
    `employeeChange30d` (absent without a baseline), `conflictTypes` (absent without timecards),
    and `flaws`: the (path, kind) of each record that was left out or named, kind being
    malformed, unknown_employee, unknown_zone or availability_never_submitted.

    `auth_users` is Firebase Auth by e-mail address; `stored_login` the login field as it stands.
    """
    flaws: Flaws = set()
    clock = utc(run_date, time(6), TORONTO)
    # "the 14 complete dates D-14 ... D-1": "stepped as dates, never as 24-hour blocks"
    window = [run_date - timedelta(days=back) for back in range(14, 0, -1)]

    company = read_company(data, company_id, flaws)
    employees = read_all(
        f"Employees/{company_id}", child(data, "Employees", company_id), read_employee, flaws
    )
    draft, published = read_schedules(data, company_id, company.zone, window, clock, flaws)
    cards = read_timecards(data, company_id, window, flaws)
    name_unknown_employees(company_id, employees, draft + published, cards, window, flaws)

    active = [employee for employee in employees if counts(employee, clock, past)]
    change_level, change = employee_change(len(active), baseline(data, company_id, run_date))

    at = last_active(data, master_user(company, active, auth_users or {}), flaws)
    logins = [] if at is None else [at]
    if stored_login is not None:
        logins.append(instant(stored_login))  # "It never moves backwards."
    login_level, last_login = login(logins, company.created_at, clock)

    if not past and company.created_at and company.created_at - clock > timedelta(hours=1):
        flaws.add((f"Companies/{company_id}/createdAt", "malformed"))

    conflicts, breakdown = conflict_percentages(cards, published, window)
    unavailable = unavailable_percentages(data, published, window, flaws)
    results: dict[str, Any] = {EMPLOYEES: len(active)}
    levels = {EMPLOYEES: change_level, LOGIN: login_level}
    averages: dict[str, float] = {}
    for field, percentages, yes_above, critical_above in (
        (OPEN, open_percentages(draft, window), 10, 20),
        (UNAVAILABLE, unavailable, 10, 20),
        (CONFLICTING, conflicts, 50, 70),
    ):
        # "The average is the plain mean over the dates that have one."
        average = sum(percentages, Fraction(0)) / len(percentages) if percentages else None
        results[field], levels[field] = verdict(average, yes_above, critical_above)
        if average is not None:
            averages[field] = float(average)

    if last_login is not None:
        written = last_login.isoformat(timespec="seconds").replace("+00:00", "Z")
        results[LOGIN] = written  # "always ISO-8601 UTC with seconds and `Z`"
    if change is not None:
        results["employeeChange30d"] = change
    if cards:
        results["conflictTypes"] = breakdown
    return results | {
        "alertLevel": company_level(levels),
        "levels": levels,
        "averages": averages,
        "flaws": flaws,
    }


def name_unknown_employees(
    company_id: str,
    employees: list[Employee],
    shifts: list[Shift],
    cards: list[Timecard],
    window: list[date],
    flaws: Flaws,
) -> None:
    """ "An `employeeId` without an employee is kept in the figures and named" """
    known = {employee.id for employee in employees}
    for shift in shifts:
        if shift.date in window and shift.employee_id and shift.employee_id not in known:
            path = f"Schedules/{company_id}/{shift.monday}/shifts/{shift.id}"
            flaws.add((path, "unknown_employee"))
    for card in cards:
        if card.employee_id not in known:
            flaws.add((f"Timecards/{company_id}/{card.id}", "unknown_employee"))
