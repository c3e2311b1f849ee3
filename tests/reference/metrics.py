"""The five metrics, written in a plain and slow way from the contract (docs/data-contract.md).

The oracle of the property tests. It shares no code with the backend, so that a mistake in one
does not hide in the other, and it searches lists from end to end, so that it can be checked by
reading. Quoted comments are the contract's own sentences.
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
DAY_TABLES = ("weekly", "dates")
CONFLICT_TYPES = ("missing_punch", "no_shift", "time_mismatch", "overlap")
TOLERANCE = timedelta(minutes=30)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
NEAR_START = timedelta(hours=2)
LONGEST_SHIFT = timedelta(hours=16)
FAR_PUNCH = timedelta(hours=48)
NEVER_BEFORE = datetime(2010, 1, 1, tzinfo=UTC)
SECONDS = range(10**9, 10**10 + 1)

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WALL_TIME = re.compile(r"\d\d:\d\d", re.ASCII)
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)

Issues = set[tuple[str, str]]
Instants = tuple[datetime, ...]
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
    starts: Instants  # two where the clock shows the start twice
    ends: Instants
    employee_id: str | None  # None: open
    auto: bool


@dataclass(frozen=True)
class LeftOut:
    """The readable parts of a left-out shift: each is a text, or None."""

    id: str
    date: str | None
    employee_id: str | None


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


def database_key(value: Any) -> str:
    """A key of the database: a user with any other id has no node in `PresenceStatus`."""
    if re.search(r"[.#$/\[\]\x00-\x1f\x7f]", text(value)) or len(value.encode()) > 768:
        raise Malformed
    return str(value)


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
        if isinstance(value, int | float) and not isinstance(value, bool):
            if SECONDS[0] <= value <= SECONDS[-1]:
                raise Malformed  # "in seconds, where milliseconds belong"
            return EPOCH + timedelta(milliseconds=value)
        if isinstance(value, str) and TIMESTAMP.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Malformed


def optional(record: dict[str, Any], key: str, read: Callable[[Any], T]) -> T | None:
    """'`""` in an optional field is the same as no field'"""
    value = record.get(key)
    return None if value is None or value == "" else read(value)


def unneeded(
    record: dict[str, Any], key: str, read: Callable[[Any], T], path: str, issues: Issues
) -> T | None:
    """ "A field that a figure does not need never drops a record from it": it is named."""
    try:
        return optional(record, key, read)
    except Malformed:
        issues.add((f"{path}/{key}", "malformed"))
        return None


def utc(on: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, wall, zone).astimezone(UTC)


def shown_at(on: date, wall: time, zone: ZoneInfo) -> Instants:
    """The instant at which a clock shows a wall time, or both "that the clock shows twice"."""
    first, second = utc(on, wall, zone), utc(on, wall.replace(fold=1), zone)
    return (first, second) if first < second else (first,)


def nearest(instants: Instants, punch: datetime) -> datetime:
    """ "whichever is nearer to the punch" """
    return min(instants, key=lambda instant: abs(instant - punch))


# --- Reading: records ----------------------------------------------------------------------


def read_all(path: str, node: Any, read: Callable[[str, Any], T], issues: Issues) -> list[T]:
    """ "One bad record never stops a company [...]: the record is left out of the figures, and
    counted and named" """
    good = []
    for key, value in children(node):
        try:
            good.append(read(key, value))
        except Malformed:
            issues.add((f"{path}/{key}", "malformed"))
    return good


def check_container(path: str, node: Any, issues: Issues) -> None:
    """ "and for whole nodes of a wrong type (`Schedules/{c}` being a text)" """
    if not isinstance(node, dict | list | None):
        issues.add((path, "malformed"))


def read_company(data: dict[str, Any], company_id: str, issues: Issues) -> Company:
    """Read a company field by field: a malformed field is reported and treated as absent, the
    others count, so that a wrong date doesn't hide the master account."""
    path = f"Companies/{company_id}"
    record = mapping(child(data, "Companies", company_id) or {})

    def field(key: str, read: Callable[[Any], T]) -> T | None:
        return unneeded(record, key, read, path, issues)

    field("name", text)
    zone, zone_name = TORONTO, field("timezone", text)
    if zone_name is not None:
        try:
            zone = ZoneInfo(zone_name)
        except (KeyError, ValueError, OSError):
            # "an unknown zone falls back to America/Toronto and is named"
            issues.add((f"{path}/timezone", "unknown_zone"))
    return Company(
        email=field("email", text),
        master_user_id=field("masterUserId", database_key),
        zone=zone,
        created_at=field("createdAt", instant),
    )


def read_employees(
    data: dict[str, Any], company_id: str, past: bool, issues: Issues
) -> list[Employee]:
    def read(employee_id: str, node: Any) -> Employee:
        record, path = mapping(node), f"Employees/{company_id}/{employee_id}"
        archived = False if record.get("archived") is None else boolean(record["archived"])
        found: Issues = set()

        def at(key: str) -> datetime | None:
            """ "(in today's run) `createdAt`": a past run counts by it, and by `archivedAt`."""
            if past:
                return optional(record, key, instant)
            return unneeded(record, key, instant, path, found)

        created_at, archived_at = at("createdAt"), at("archivedAt")
        for key in ("name", "departmentId"):
            unneeded(record, key, text, path, found)
        email = unneeded(record, "email", text, path, found)
        user_id = unneeded(record, "userId", database_key, path, found)
        issues.update(found)
        return Employee(employee_id, email, user_id, archived, created_at, archived_at)

    path, node = f"Employees/{company_id}", child(data, "Employees", company_id)
    check_container(path, node, issues)
    return read_all(path, node, read, issues)


def read_shift(path: str, node: Any, monday: date, zone: ZoneInfo, issues: Issues) -> Shift:
    record = mapping(node)
    on = day(record.get("date"))
    # "a shift whose date is outside its week"
    if not monday <= on <= monday + 6 * DAY:
        raise Malformed
    start = wall_time(record.get("start"))
    # 'an end of "24:00" is midnight'
    end = time(0) if record.get("end") == "24:00" else wall_time(record.get("end"))
    # "end <= start means past midnight"
    ends_on = on + DAY if end <= start else on
    assignment = optional(record, "assignment", text)
    if assignment not in (None, "manual", "auto"):  # "absent = manual"
        raise Malformed
    # 'absent, null or "" = open (unassigned)'
    employee_id = optional(record, "employeeId", text)
    unneeded(record, "departmentId", text, path, issues)
    return Shift(
        id=path.rpartition("/")[2],
        monday=monday,
        date=on,
        starts=shown_at(on, start, zone),
        ends=shown_at(ends_on, end, zone),
        employee_id=employee_id,
        auto=assignment == "auto",
    )


def read_timecard(
    path: str, node: Any, zone: ZoneInfo, clock: datetime, issues: Issues
) -> Timecard:
    record = mapping(node)
    on = day(record.get("date"))

    def punch(key: str) -> datetime | None:
        """ "a punch after the clock is unknown to the run, as if it were absent" """
        at = optional(record, key, instant)
        if at is None or at > clock:
            return None
        # "a punch more than 48 hours from noon of its card's date"
        if abs(at - utc(on, time(12), zone)) > FAR_PUNCH:
            raise Malformed
        return at

    card = Timecard(
        id=path.rpartition("/")[2],
        date=on,
        employee_id=text(record.get("employeeId")),
        shift_id=optional(record, "shiftId", text),
        clock_in=punch("clockIn"),
        clock_out=punch("clockOut"),
    )
    if card.employee_id == "":
        raise Malformed
    if card.clock_in and card.clock_out and card.clock_out < card.clock_in:
        raise Malformed  # "a clockOut before its clockIn"
    unneeded(record, "departmentId", text, path, issues)
    return card


# --- Schedules -----------------------------------------------------------------------------


def read_schedules(
    data: dict[str, Any],
    company_id: str,
    zone: ZoneInfo,
    window: list[date],
    clock: datetime,
    issues: Issues,
) -> tuple[list[Shift], list[Shift], list[LeftOut]]:
    """Return the shifts of the draft weeks, of the published weeks, and the left-out shifts."""
    draft: list[Shift] = []
    published: list[Shift] = []
    left_out: list[LeftOut] = []
    weeks = child(data, "Schedules", company_id)
    if weeks != "":  # "the same as no field"
        check_container(f"Schedules/{company_id}", weeks, issues)
    for week_id, node in children(weeks):
        path = f"Schedules/{company_id}/{week_id}"
        monday = monday_of_key(week_id)
        if monday is None:
            issues.add((path, "malformed"))  # "a week whose key is not the date of a Monday"
            if may_be_about(week_id, window):
                left_out += as_left_out(child(node, "shifts"))
            continue
        # "Only weeks that intersect the window are looked at."
        if not any(monday <= on <= monday + 6 * DAY for on in window):
            continue
        try:
            state = week_state(node, clock)
        except Malformed:
            issues.add((path, "malformed"))
            # "the shifts of a left-out week are left-out shifts"
            left_out += as_left_out(child(node, "shifts"))
            continue
        shifts, wrong = read_shifts(f"{path}/shifts", child(node, "shifts"), monday, zone, issues)
        left_out += wrong
        if state == "published":
            published += shifts
        elif state == "draft":
            draft += shifts
    return draft, published, left_out


def week_state(node: Any, clock: datetime) -> str | None:
    record = mapping(node)
    status = record.get("status")
    if status not in ("draft", "published"):
        raise Malformed
    generated_at = optional(record, "generatedAt", instant)
    published_at = optional(record, "publishedAt", instant)
    # "a week is *published* if `status` is published and `publishedAt` is absent or not after the
    # clock; it is a *draft* if `generatedAt` is not after the clock and it is not (yet) published,
    # whatever it became later"
    if status == "published" and (published_at is None or published_at <= clock):
        return "published"
    return "draft" if generated_at is not None and generated_at <= clock else None


def read_shifts(
    path: str, nodes: Any, monday: date, zone: ZoneInfo, issues: Issues
) -> tuple[list[Shift], list[LeftOut]]:
    if not isinstance(nodes, dict | list | None):
        issues.add((path, "malformed"))

    def read(key: str, value: Any) -> Shift:
        return read_shift(f"{path}/{key}", value, monday, zone, issues)

    shifts = read_all(path, nodes, read, issues)
    good = {shift.id for shift in shifts}
    return shifts, [one for one in as_left_out(nodes) if one.id not in good]


def monday_of_key(week_id: str) -> date | None:
    try:
        monday = day(week_id)
    except Malformed:
        return None
    return monday if monday.weekday() == 0 else None


def may_be_about(key: str, window: list[date]) -> bool:
    """Whether the value under a wrong key may be about the window.

    It is not if the key is a day, an ISO week or a month more than a week away from the window, or
    if it begins with a year and sorts before that month.
    """
    near = [window[0] - WEEK + back * DAY for back in range(len(window) + 14)]
    try:
        return date.fromisoformat(key) in near
    except ValueError:
        pass
    if not re.match(r"\d{4}", key, re.ASCII):
        return True
    if re.match(r"\d{4}-\d\d", key, re.ASCII) and key[:7] not in {str(on)[:7] for on in near}:
        return False
    return key >= str(near[0])[:7]


def as_left_out(nodes: Any) -> list[LeftOut]:
    def field(node: Any, key: str) -> str | None:
        value = child(node, key)
        return value if isinstance(value, str) and value else None

    return [
        LeftOut(key, field(node, "date"), field(node, "employeeId"))
        for key, node in children(nodes)
    ]


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


def master_user(
    company: Company, employees: list[Employee], auth_users: dict[str, str]
) -> str | None:
    """ "who the master account is is not versioned: a past run takes today's" """
    if company.master_user_id:
        return company.master_user_id
    # "else: the active employee of this company with that email and a userId, else: the
    # Firebase Auth user with that email"
    if not company.email:
        return None
    for employee in sorted(employees, key=lambda employee: employee.id):
        if not employee.archived and employee.email == company.email and employee.user_id:
            return employee.user_id
    return auth_users.get(company.email)


def last_seen(
    data: dict[str, Any], user_id: str, clock: datetime, past: bool, issues: Issues
) -> tuple[datetime | None, bool]:
    """Return the last login in the presence, and whether it is unknown: "unknown is not never"."""
    path = f"PresenceStatus/{user_id}"
    node = child(data, "PresenceStatus", user_id)
    if node is None:
        return None, False  # "Never logged in (no `PresenceStatus` node"
    if not isinstance(node, dict):
        issues.add((path, "malformed"))
        return None, True
    value = node.get("lastActive")
    if isinstance(value, str) and value.startswith("0001-"):
        return None, False  # "apps write 0 or year 1 for never", in any zone
    try:
        at = instant(value)
    except Malformed:
        issues.add((f"{path}/lastActive", "malformed"))
        return None, True
    if at < NEVER_BEFORE:
        return None, False  # "or a `lastActive` before 2010"
    if at > clock + DAY and not past:
        issues.add((f"{path}/lastActive", "malformed"))
        return None, True
    return at, False


def login(
    logins: list[datetime], unknown: bool, created_at: datetime | None, clock: datetime
) -> tuple[str, datetime | None]:
    """Return the level, and the last login at the clock."""
    seen = [at for at in logins if at <= clock]
    if not seen and (logins or unknown):
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


def never_available(
    data: dict[str, Any], employee_id: str, on: date, window: list[date], issues: Issues
) -> bool:
    """Whether "the employee's availability for that date is completely empty"."""
    path = f"Availability/{employee_id}"
    node = child(data, "Availability", employee_id)
    if node is None:
        # "An employee with no `Availability` record at all never submitted one: not a conflict"
        issues.add((path, "availability_never_submitted"))
        return False
    try:
        record = mapping(node)
    except Malformed:
        issues.add((path, "malformed"))
        return False
    weekly, dates = (None if record.get(key) == "" else record.get(key) for key in DAY_TABLES)
    if weekly is None and dates is None:
        # "neither `weekly` nor `dates` but other keys is malformed, and counts as never
        # submitted; one with nothing but `updatedAt` was emptied, and is a conflict"
        if set(record) - {"updatedAt", *DAY_TABLES}:
            issues.add((path, "malformed"))
            return False
        return True
    for key, table in zip(DAY_TABLES, (weekly, dates), strict=True):
        if not isinstance(table, dict | list | None):
            issues.add((f"{path}/{key}", "malformed"))
            return False
    # A key that names no day may mean any: each day without a key of its own is available.
    stray = {f"weekly/{key}" for key, _ in children(weekly) if key not in WEEKDAYS}
    stray_dates = [key for key, _ in children(dates) if not is_day(key)]
    issues |= {(f"{path}/dates/{key}", "malformed") for key in stray_dates}
    issues |= {(f"{path}/{key}", "malformed") for key in stray}
    stray |= {key for key in stray_dates if may_be_about(key, window)}
    # "overrides weekly; false or empty = unavailable"
    if (slots := child(dates, on.isoformat())) not in (None, ""):
        return slots is False or no_slots(f"{path}/dates/{on}", slots, issues)
    weekday = WEEKDAYS[on.weekday()]
    if (slots := child(weekly, weekday)) not in (None, ""):
        return no_slots(f"{path}/weekly/{weekday}", slots, issues)
    return not stray  # "absent day = unavailable", unless a stray key may be that day


def no_slots(path: str, slots: Any, issues: Issues) -> bool:
    """Whether a day has no slots. A malformed day counts as available."""
    if not isinstance(slots, dict | list):
        issues.add((path, "malformed"))
        return False

    def read(_key: str, node: Any) -> None:
        slot = mapping(node)
        wall_time(slot.get("start"))
        if slot.get("end") != "24:00":
            wall_time(slot.get("end"))

    read_all(path, slots, read, issues)
    return not children(slots)


def is_day(key: str) -> bool:
    try:
        day(key)
    except Malformed:
        return False
    return True


def unavailable_percentages(
    data: dict[str, Any], published: list[Shift], window: list[date], issues: Issues
) -> list[Fraction]:
    percentages = []
    for on in window:
        # "Denominator: every shift of that date, open ones included."
        shifts = [shift for shift in published if shift.date == on]
        conflicts = 0
        for shift in shifts:
            if shift.employee_id is None or shift.auto:
                continue
            if never_available(data, shift.employee_id, on, window, issues):
                conflicts += 1
        if shifts:
            percentages.append(Fraction(conflicts, len(shifts)) * 100)
    return percentages


# --- 5. Conflicting clock-ins --------------------------------------------------------------


def read_timecards(
    data: dict[str, Any],
    company_id: str,
    zone: ZoneInfo,
    window: list[date],
    clock: datetime,
    issues: Issues,
) -> list[Timecard]:
    path, inside, cards = f"Timecards/{company_id}", {}, child(data, "Timecards", company_id)
    check_container(path, cards, issues)
    for key, node in children(cards):
        try:
            if day(child(node, "date")) not in window:
                continue  # not this run's concern, whatever else is in it
        except Malformed:
            pass
        inside[key] = node

    def read(key: str, node: Any) -> Timecard:
        return read_timecard(f"{path}/{key}", node, zone, clock, issues)

    return read_all(path, inside, read, issues)


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
    own = [shift for shift in published if shift.employee_id == card.employee_id]
    candidates = [shift for shift in own if shift.date == card.date]
    if not candidates and card.clock_in is not None:
        # "where there is none on that date, one dated the day before or after whose start is at
        # most 2 hours from the clockIn"
        candidates = [
            shift
            for shift in own
            if abs(shift.date - card.date) == DAY and distance(shift, card.clock_in) <= NEAR_START
        ]

    def preference(shift: Shift) -> tuple[timedelta, datetime, str]:
        # "a tie or no clockIn: the earliest start, then the smallest shiftId"
        far = timedelta(0) if card.clock_in is None else distance(shift, card.clock_in)
        return far, shift.starts[0], shift.id

    return min(candidates, key=preference, default=None)


def distance(shift: Shift, clock_in: datetime) -> timedelta:
    return abs(nearest(shift.starts, clock_in) - clock_in)


def was_left_out(card: Timecard, left_out: list[LeftOut]) -> bool:
    """ "the shift it names was left out as malformed or, naming none, [...] a left-out shift has
    its employee and its date" """
    if card.shift_id is not None:
        return any(shift.id == card.shift_id for shift in left_out)
    return any(
        shift.employee_id == card.employee_id and shift.date == str(card.date) for shift in left_out
    )


def is_running(card: Timecard, shift: Shift | None, clock: datetime) -> bool:
    if card.clock_in is None:
        return False
    if shift is None:
        return clock - card.clock_in < LONGEST_SHIFT
    return max(shift.ends) + TOLERANCE > clock


def is_off(card: Timecard, shift: Shift, together: list[Timecard], clock: datetime) -> bool:
    """ "several cards that match one shift are the parts of one attendance with punched breaks:
    only the first clockIn of them all (a tie: the smallest id) is held against the start, and
    only the last clockOut against the end; the card that holds it has the mismatch"

    While one of them is still running, the last clockOut is yet to come.
    """
    ins = sorted((one.clock_in, one.id) for one in together if one.clock_in)
    outs = sorted((EPOCH - one.clock_out, one.id) for one in together if one.clock_out)
    if any(one.clock_out is None and is_running(one, shift, clock) for one in together):
        outs = []
    late_in = card.clock_in is not None and (
        ins[0][1] == card.id and distance(shift, card.clock_in) > TOLERANCE
    )
    late_out = card.clock_out is not None and (
        outs[:1] == [(EPOCH - card.clock_out, card.id)]
        and abs(nearest(shift.ends, card.clock_out) - card.clock_out) > TOLERANCE
    )
    return late_in or late_out


def overlaps(card: Timecard, other: Timecard) -> bool:
    if other.id == card.id or other.employee_id != card.employee_id:
        return False
    if card.clock_in is None or card.clock_out is None:
        return False  # "Needs both punches on both."
    if other.clock_in is None or other.clock_out is None:
        return False
    shared = min(card.clock_out, other.clock_out) - max(card.clock_in, other.clock_in)
    return shared > timedelta(0)  # "by more than 0 seconds"


def conflict_types(
    card: Timecard,
    cards: list[Timecard],
    matches: dict[str, Shift | None],
    left_out: list[LeftOut],
    clock: datetime,
) -> set[str]:
    types = set()
    shift = matches[card.id]
    if card.clock_in is None or (card.clock_out is None and not is_running(card, shift, clock)):
        types.add("missing_punch")
    if shift is None:
        if not was_left_out(card, left_out):
            types.add("no_shift")
    elif is_off(card, shift, [one for one in cards if matches[one.id] == shift], clock):
        types.add("time_mismatch")
    if any(overlaps(card, other) for other in cards):
        types.add("overlap")
    return types


def conflict_percentages(
    cards: list[Timecard],
    published: list[Shift],
    left_out: list[LeftOut],
    window: list[date],
    clock: datetime,
) -> tuple[list[Fraction], dict[str, int]]:
    matches = {card.id: matching_shift(card, published) for card in cards}
    types = {card.id: conflict_types(card, cards, matches, left_out, clock) for card in cards}
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
    and `issues`: the (path, reason) of each record that was left out or named, the reason being
    malformed, unknown_employee, unknown_zone, no_master_account or availability_never_submitted.

    `auth_users` is Firebase Auth by e-mail address; `stored_login` the login field as it stands.
    """
    issues: Issues = set()
    clock = utc(run_date, time(6), TORONTO)
    # "the 14 complete dates D-14 ... D-1": "stepped as dates, never as 24-hour blocks"
    window = [run_date - timedelta(days=back) for back in range(14, 0, -1)]

    company = read_company(data, company_id, issues)
    employees = read_employees(data, company_id, past, issues)
    draft, published, left_out = read_schedules(
        data, company_id, company.zone, window, clock, issues
    )
    cards = read_timecards(data, company_id, company.zone, window, clock, issues)
    name_unknown_employees(company_id, employees, draft + published, cards, window, issues)

    active = [employee for employee in employees if counts(employee, clock, past)]
    change_level, change = employee_change(len(active), baseline(data, company_id, run_date))

    master = master_user(company, employees, auth_users or {})
    if master is None:
        issues.add((f"Companies/{company_id}/email", "no_master_account"))
        at, unknown = None, True
    else:
        at, unknown = last_seen(data, master, clock, past, issues)
    logins = [] if at is None else [at]
    if stored_login is not None:
        logins.append(instant(stored_login))  # "It never moves backwards."
    login_level, last_login = login(logins, unknown, company.created_at, clock)

    if not past and company.created_at and company.created_at - clock > timedelta(hours=1):
        issues.add((f"Companies/{company_id}/createdAt", "malformed"))

    conflicts, breakdown = conflict_percentages(cards, published, left_out, window, clock)
    unavailable = unavailable_percentages(data, published, window, issues)
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
        "issues": issues,
    }


def name_unknown_employees(
    company_id: str,
    employees: list[Employee],
    shifts: list[Shift],
    cards: list[Timecard],
    window: list[date],
    issues: Issues,
) -> None:
    """ "An `employeeId` without an employee is kept in the figures and named" """
    known = {employee.id for employee in employees}
    for shift in shifts:
        if shift.date in window and shift.employee_id and shift.employee_id not in known:
            path = f"Schedules/{company_id}/{shift.monday}/shifts/{shift.id}"
            issues.add((path, "unknown_employee"))
    for card in cards:
        if card.employee_id not in known:
            issues.add((f"Timecards/{company_id}/{card.id}", "unknown_employee"))
