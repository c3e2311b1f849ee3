"""Hypothesis strategies: small but nasty company data, in the contract's input shapes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

T = TypeVar("T")
Tree = dict[str, Any]
Drawn = tuple[Tree, str, date, bool]

COMPANY = "acme"
MASTER = "master@example.com"
# What Firebase Auth would answer: the last resort for a company without masterUserId.
AUTH_USERS = {MASTER: "user-auth", "elsewhere@example.com": "user-elsewhere"}
MASTER_IDS = ("user-master", "user-employee", "user-auth")

ZONES = (
    "America/Toronto",
    "Europe/Paris",
    "Asia/Kathmandu",  # +05:45
    "Australia/Lord_Howe",  # DST of 30 minutes
    "America/Havana",  # DST at midnight
    "Pacific/Kiritimati",  # +14:00
    "Pacific/Pago_Pago",  # -11:00
)
UNKNOWN_ZONES = ("Mars/Olympus", "", "EST5EDT6", "../etc")
CHANGES = (  # nights on which clocks change
    (date(2025, 11, 2), "America/Toronto"),
    (date(2025, 3, 9), "America/Toronto"),
    (date(2026, 3, 8), "America/Toronto"),
    (date(2026, 11, 1), "America/Toronto"),
    (date(2025, 11, 2), "America/Havana"),
    (date(2025, 10, 26), "Europe/Paris"),
    (date(2025, 4, 6), "Australia/Lord_Howe"),
)
HOURS = (
    ("09:00", "17:00"),
    ("22:00", "06:00"),
    ("09:00", "09:00"),
    ("01:30", "02:30"),
    ("02:30", "10:00"),
    ("00:00", "00:00"),
    ("23:30", "00:00"),
    ("08:00", "12:00"),
    ("10:00", "18:00"),  # as far from 09:00 as 08:00 is
    ("09:00", "12:00"),
    ("22:00", "05:59"),
    ("16:00", "24:00"),
    ("20:00", "01:30"),  # ends twice where clocks are set back at 02:00
    ("00:00", "08:00"),  # punched in on the day before
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFSETS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 300, 1800, -1800, 1801, -1801, 1800.001, -1800.001, 3600, -3600)
)
SLOT = {"start": "09:00", "end": "17:00"}

BAD_TEXT = (5, True, ["x"], {"a": 1}, 1.5)
BAD_DATE = (
    *("2025-02-30", "2025-11-3", "20251103", "", "today", 5, True, None),
    *("2025/11/20", "21/11/2025", "2025-11-23T09:00:00Z", "2025-11-2O"),
)
BAD_TIME = ("24:01", "9:00", "09:60", "09:00:00", "", "noon", 900, None)
BAD_TIMESTAMP = (
    "2025-11-23T14:30:00",  # no offset
    "2025-02-30T10:00:00Z",
    "2025-11-23T25:00:00Z",
    "2025-11-23",
    "yesterday",
    True,
    10**18,
    ["x"],
    1763474400,  # in seconds
    10**9,
    10**10,
)
BAD_RECORD = ("x", 5, True, [1])
# Below, the wrong values of each field; None removes it (only from where it is required).
BAD_COMPANY = {
    "createdAt": (*BAD_TIMESTAMP, ""),
    "name": BAD_TEXT,
    "email": (*BAD_TEXT, ""),
    "masterUserId": (*BAD_TEXT, ""),
}
BAD_EMPLOYEE = {
    "archived": ("no", 0, 1, "false"),
    "createdAt": (*BAD_TIMESTAMP, ""),
    "archivedAt": (*BAD_TIMESTAMP, ""),
    "name": BAD_TEXT,
    "email": (*BAD_TEXT, ""),
    "userId": (*BAD_TEXT, ""),
    "departmentId": BAD_TEXT,
}
BAD_WEEK = {
    "status": ("archived", "", "Draft", True, None),
    "generatedAt": (*BAD_TIMESTAMP, ""),
    "publishedAt": (*BAD_TIMESTAMP, ""),
    "shifts": ("none", 5, True, ""),
}
BAD_SHIFT = {
    "date": ("2025-11-01", "2025-11-12", *BAD_DATE),  # outside its week
    "start": (*BAD_TIME, "24:00"),
    "end": BAD_TIME,
    "employeeId": BAD_TEXT,
    "departmentId": BAD_TEXT,
    "assignment": ("robot", "", "Auto", True),
}
BAD_TIMECARD = {
    "employeeId": ("", None, 5),
    "date": BAD_DATE,
    "departmentId": BAD_TEXT,
    "shiftId": BAD_TEXT,
    "clockIn": (*BAD_TIMESTAMP, ""),
    "clockOut": ("2020-01-01T00:00:00Z", 0, "yesterday", ""),  # before the clockIn
}
NEVER = (0, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00", -62135596800000, 1, 10**9 - 1)
BAD_PRESENCE = {"lastActive": (*BAD_TIMESTAMP, "", None), "status": (5, True)}
BAD_AVAILABILITY = {
    "updatedAt": BAD_TIMESTAMP,
    "weekly": ("all", 5, "", None),
    "dates": (True, "all", None),
    "mon": ([SLOT],),  # without `weekly` about it
}
BAD_DAYS: tuple[Any, ...] = (
    True,
    "09:00-17:00",
    5,
    ["x"],
    [{"start": "09:00"}],
    [{"start": "9:00", "end": "17:00"}],
    [SLOT, {"start": "09:00", "end": 17}],
    {"3": {"start": "24:00", "end": "25:00"}},
    [{"start": "16:00", "end": "24:00"}],
    "",
)


class Source(Protocol):
    """A source of numbers, as random.Random; hypothesis shrinks them towards 0."""

    def randrange(self, stop: int, /) -> int: ...


class Dice:
    """Choices that shrink to the plain case: the first option, or no."""

    def __init__(self, source: Source) -> None:
        self.below = source.randrange

    def pick(self, options: tuple[T, ...] | list[T]) -> T:
        return options[self.below(len(options))]

    def one_in(self, times: int) -> bool:
        return self.below(times) == times - 1


@st.composite
def companies(draw: st.DrawFn) -> Drawn:
    """(data, company_id, run_date, past). Pass AUTH_USERS as the Firebase Auth users."""
    return company_data(Dice(draw(st.randoms(use_true_random=False))))


def company_data(dice: Dice) -> Drawn:
    focus, zone = dice.pick(CHANGES)
    run_date = focus + timedelta(days=dice.pick((3, 1, 14, 8)))
    clock = datetime.combine(run_date, time(6), ZoneInfo("America/Toronto")).astimezone(UTC)
    zone = dice.pick(ZONES) if dice.one_in(3) else zone
    company = master_account(dice, clock, zone)
    data: Tree = {"Companies": {COMPANY: company}, "Employees": {"other": {"zed": {"name": "Z"}}}}
    dense = dice.one_in(4)
    ids = ("0", "1", "3") if dense else ("ann", "bob", "cy")
    employees = staff(dice, ids, clock)
    if dice.one_in(6):
        weeks, cards, availability = round_figures(dice, run_date, clock, ZoneInfo(zone))
    else:
        plain = not dice.one_in(3)
        weeks = schedule(dice, ids, focus, run_date, clock) if plain else rivals(dice, ids, focus)
        cards = timecards(dice, ids, weeks, run_date, ZoneInfo(zone))
        if dice.one_in(4):
            at_work(dice, weeks, cards, clock, ZoneInfo(zone))
        availability = {
            employee_id: available(dice, run_date)
            for employee_id in (*ids, "ghost")
            if not dice.one_in(4)
        }
    presence = {user_id: login(dice, clock) for user_id in MASTER_IDS if not dice.one_in(4)}
    for _ in range(dice.pick((0, 1, 2, 4))):
        spoil(dice, company, employees, weeks, cards, availability, presence)
    if dice.one_in(8):
        company["timezone"] = dice.pick(UNKNOWN_ZONES)
    data["Employees"][COMPANY] = as_array(employees) if dense else employees
    data["Schedules"] = {COMPANY: "none" if dice.one_in(40) else weeks}
    data["Timecards"] = {COMPANY: as_array(cards) if dice.one_in(3) else cards}
    data["Availability"] = availability
    data["PresenceStatus"] = presence
    data["CustomerHealthMetrics"] = {
        COMPANY: {"history": snapshots(dice, run_date, len(employees))}
    }
    return data, COMPANY, run_date, dice.one_in(2)


# --- The company and its people ------------------------------------------------------------


def timestamp(dice: Dice, at: datetime) -> str | int:
    """Return an instant in one of the accepted formats."""
    form = dice.below(5)
    if form == 0 and not at.microsecond:
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if form == 1:
        return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    zone = ("UTC", "America/Toronto", "Asia/Kathmandu")[form - 2]
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")


def around(dice: Dice, at: datetime) -> str | int:
    """A timestamp before, at, or just or long after an instant."""
    seconds = dice.pick((-3_500_000, 0, -0.001, 0.001, 3600, 260_000))
    return timestamp(dice, at + timedelta(seconds=seconds))


def master_account(dice: Dice, clock: datetime, zone: str) -> Tree:
    company: Tree = {"name": "Acme", "email": MASTER, "csmDashboardLinked": True}
    if zone != ZONES[0] or dice.one_in(2):
        company["timezone"] = zone
    if not dice.one_in(3):
        company["masterUserId"] = "user-master"
    if not dice.one_in(3):
        hours = dice.pick((9600, 240, 168, 72, 0, -1, -2, -9600))
        company["createdAt"] = timestamp(dice, clock - timedelta(hours=hours))
    return company


def login(dice: Dice, clock: datetime) -> Tree:
    days = dice.pick((2, 7, 14, 10, 30, 0, -1, -700))
    shift = timedelta(milliseconds=dice.pick((0, 1, -1)))
    seen: Any = timestamp(dice, clock - timedelta(days=days) + shift)
    if dice.one_in(6):
        seen = dice.pick(NEVER)
    return {"lastActive": seen, "status": dice.pick(("offline", "online"))}


def staff(dice: Dice, ids: tuple[str, ...], clock: datetime) -> Tree:
    employees: Tree = {}
    if not dice.one_in(4):
        for employee_id in ids:
            employees[employee_id] = employee(dice, clock)
    if employees and dice.one_in(2):
        # One only: the contract doesn't say which of several employees is the master account.
        address = dice.pick((MASTER, MASTER, MASTER.upper()))
        dice.pick(list(employees.values())).update(email=address, userId="user-employee")
    elif employees and dice.one_in(3):
        dice.pick(list(employees.values()))["email"] = MASTER  # without an account
    if dice.one_in(3):  # enough for a decrease of exactly 10 % or 20 %
        employees |= {
            f"extra-{n}": {"name": f"Extra {n}"} for n in range(dice.pick((6, 5, 7, 9, 8)))
        }
    return employees


def employee(dice: Dice, clock: datetime) -> Tree:
    record: Tree = {"name": "Someone"}
    if dice.one_in(2):
        record["createdAt"] = around(dice, clock)
    if dice.one_in(3):
        record["departmentId"] = "kitchen"
    if dice.one_in(2):
        record["archived"] = dice.one_in(2)
    if dice.one_in(3):
        record["archivedAt"] = around(dice, clock)
    return record


def snapshots(dice: Dice, run_date: date, size: int) -> Tree:
    history: Tree = {}
    for _ in range(dice.below(4)):
        back = dice.pick((30, 31, 37, 38, 29, 15, 1, 0, -2))
        count = dice.pick((10, size + 1, size, 5, 1, 0))
        wrong = dice.pick(({}, {"numberofemployees": "ten"}, "x")) if dice.one_in(6) else None
        snapshot = {"numberofemployees": count} if wrong is None else wrong
        history[str(run_date - timedelta(days=back))] = snapshot
    return history


def available(dice: Dice, run_date: date) -> Tree:
    record: Tree = {"updatedAt": "2025-01-06T15:00:00Z"}
    weekly = {name: slots(dice) for name in DAYS if not dice.one_in(2)}
    if weekly:
        record["weekly"] = weekly
    if dice.one_in(8):
        keys = ("2025-11-9", "someday", "2025-03-1", "2026-03-x", "20251101", "9", "2024-W03")
        record["dates"] = {dice.pick(keys): dice.pick((False, [SLOT])), "2024-01-01": False}
    elif dice.one_in(2):
        record["dates"] = {
            str(run_date - timedelta(days=back)): dice.pick((False, [], slots(dice)))
            for back in range(1, 15)
            if dice.one_in(3)
        }
    return record


def slots(dice: Dice) -> Any:
    return dice.pick(([SLOT], [None, SLOT], {"1": SLOT}, [SLOT, None, SLOT], [None], []))


# --- Schedules and timecards ---------------------------------------------------------------


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def week_state(dice: Dice, clock: datetime) -> Tree:
    before, after = (timestamp(dice, clock + timedelta(days=days)) for days in (-20, 2))
    return dice.pick(
        (
            {"status": "published"},
            {"status": "published", "publishedAt": before},
            {"status": "draft", "generatedAt": before},
            {"status": "published", "generatedAt": before, "publishedAt": before},
            {"status": "published", "generatedAt": before, "publishedAt": after},
            {"status": "published", "publishedAt": after},
            {"status": "draft", "generatedAt": after},
            {"status": "draft"},
            {"status": "draft", "generatedAt": before, "publishedAt": before},
            {"status": "published", "publishedAt": around(dice, clock)},
            {"status": "draft", "generatedAt": around(dice, clock)},
        )
    )


def schedule(
    dice: Dice, ids: tuple[str, ...], focus: date, run_date: date, clock: datetime
) -> Tree:
    weeks: Tree = {}
    first = monday_of(run_date - timedelta(days=14))
    # At most one week is an array: the contract gives shiftIds as unique in a week only.
    array_week = dice.below(8)
    for number in range(-1, 4):  # with one week before the window, and one or two after
        if dice.one_in(5):
            continue
        monday = first + timedelta(weeks=number)
        dates = (monday + timedelta(days=dice.below(7)), monday + timedelta(days=dice.below(7)))
        if monday_of(focus) == monday:
            dates = (focus, focus - timedelta(days=1))
        shifts: Tree = {}
        for index in range(dice.pick((0, 2, 4, 6))):
            # Holes in the arrays; elsewhere, an order that isn't that of the ids.
            key = str(index + index // 2) if number == array_week else f"s{number}-{index * 3 % 7}"
            shifts[key] = shift(dice, ids, dice.pick(dates))
        week = week_state(dice, clock)
        if shifts:
            week["shifts"] = as_array(shifts) if number == array_week else shifts
        weeks[str(monday)] = week
    return weeks


def rivals(dice: Dice, ids: tuple[str, ...], focus: date) -> Tree:
    """Make a published week of shifts that compete for timecards, at the change of clocks."""
    shifts: Tree = {}
    for index in range(dice.pick((2, 1, 3, 5))):
        on = focus - timedelta(days=dice.below(2))
        record = shift(dice, ids, on) | {"employeeId": ids[0]}
        shifts[f"s-{index * 3 % 7}"] = record
        if dice.one_in(3):  # their ends decide which of the two matches
            shifts[f"r-{index}"] = record | {"end": dice.pick(HOURS)[1]}
    return {str(monday_of(focus)): {"status": "published", "shifts": shifts}}


def shift(dice: Dice, ids: tuple[str, ...], on: date) -> Tree:
    start, end = dice.pick(HOURS)
    record: Tree = {"date": str(on), "start": start, "end": end}
    employee_id = dice.pick((ids[0], ids[0], ids[0], ids[1], ids[2], None, "", "ghost"))
    if employee_id is not None or dice.one_in(2):
        record["employeeId"] = employee_id
    if dice.one_in(3):
        record["assignment"] = dice.pick(("auto", "manual"))
    if dice.one_in(3):
        record["departmentId"] = "kitchen"
    return record


def timecards(
    dice: Dice, ids: tuple[str, ...], weeks: Tree, run_date: date, zone: ZoneInfo
) -> Tree:
    every = {
        key: record
        for week in weeks.values()
        for key, record in pairs(week.get("shifts"))
        if record.get("employeeId")
    }
    cards: Tree = {}
    previous: tuple[str, str, datetime] | None = None
    for index in range(dice.pick((0, 1, 2, 4, 8))):
        on = str(run_date - timedelta(days=dice.pick((1, 14, 7, 0, 15, 2))))
        employee_id, hours = dice.pick((*ids, "ghost")), ("09:00", "17:00")
        key = "nowhere"
        if every and not dice.one_in(5):
            key = dice.pick(list(every))
            record = every[key]
            on, employee_id = record["date"], record["employeeId"]
            hours = (record["start"], record["end"])
        start, end = span(on, hours, zone)
        clock_in = start + dice.pick(OFFSETS)
        if previous and dice.one_in(3):  # touches, or overlaps by as little as there is
            employee_id, on, last_out = previous
            clock_in = last_out - timedelta(milliseconds=dice.pick((0, 1, 1000)))
        clock_out = max(end + dice.pick(OFFSETS), clock_in)
        if dice.one_in(8):  # dated by the business day, or by the punch
            on = str(date.fromisoformat(on) + timedelta(days=dice.pick((1, -1))))
        if dice.one_in(10):
            clock_out += dice.pick(FAR)
        card: Tree = {"employeeId": employee_id, "date": on}
        if dice.one_in(3):
            card["shiftId"] = dice.pick((key, key, *every))
        for number, (came, left) in enumerate(with_breaks(dice, clock_in, clock_out)):
            part = dict(card)
            if not dice.one_in(6):
                part["clockIn"] = timestamp(dice, came)
            if not dice.one_in(6):
                part["clockOut"] = timestamp(dice, left)
            cards[f"{index}" if number == 0 else f"{index}{number}"] = part
        previous = employee_id, on, clock_out
    return cards


FAR = (timedelta(hours=24), timedelta(hours=48), timedelta(hours=-60), timedelta(days=30))


def span(on: str, hours: tuple[str, str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = (int(hour[:2]) * 60 + int(hour[3:]) for hour in hours)
    midnight = datetime.combine(date.fromisoformat(on), time())
    start, end = midnight + timedelta(minutes=first), midnight + timedelta(minutes=last)
    if last <= first:
        end += timedelta(days=1)
    return start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC)


def with_breaks(
    dice: Dice, clock_in: datetime, clock_out: datetime
) -> list[tuple[datetime, datetime]]:
    """Make one attendance as one timecard, or as its parts between breaks."""
    breaks = dice.pick((0, 0, 0, 1, 2))
    if clock_out - clock_in < timedelta(hours=1):
        breaks = 0
    part = (clock_out - clock_in) / (breaks + 1)
    pause = dice.pick((timedelta(minutes=50), timedelta(0), timedelta(minutes=-1)))
    starts = [clock_in + number * part for number in range(breaks + 1)]
    ends = [start - pause / 2 for start in starts[1:]] + [clock_out]
    return list(zip(starts, ends, strict=True))


def running(dice: Dice, clock: datetime, zone: ZoneInfo) -> tuple[Tree, Tree]:
    """Make the timecards and the week of employees who are at work at the clock, or just left."""
    shifts: Tree = {}
    cards: Tree = {}
    for index in range(dice.pick((2, 1, 3))):
        hours = dice.pick((8, 12, 16))
        end = clock + timedelta(minutes=dice.pick((60, 0, -30, -31, -120)))
        start = (end - timedelta(hours=hours)).astimezone(zone)
        on, employee_id = start.date(), f"night-{index}"
        record = {
            "date": str(on),
            "start": f"{start:%H:%M}",
            "end": f"{end.astimezone(zone):%H:%M}",
            "employeeId": employee_id,
        }
        if not dice.one_in(4):
            shifts[f"shift-{index}"] = record
        came = clock - timedelta(hours=16, seconds=dice.pick((-3600 * 8, 0, 1, -1)))
        card: Tree = {
            "employeeId": employee_id,
            "date": str(came.astimezone(zone).date() if dice.one_in(2) else on),
            "clockIn": timestamp(dice, came),
        }
        if dice.one_in(2):  # known to a later run only
            card["clockOut"] = timestamp(dice, clock + timedelta(milliseconds=dice.pick((1, 0))))
        cards[f"running-{index}"] = card
        if dice.one_in(3):
            left = came + timedelta(hours=2)
            cards[f"before-{index}"] = card | {
                "clockIn": timestamp(dice, came - timedelta(minutes=5)),
                "clockOut": timestamp(dice, left),
            }
    return shifts, cards


def at_work(dice: Dice, weeks: Tree, cards: Tree, clock: datetime, zone: ZoneInfo) -> None:
    shifts, more = running(dice, clock, zone)
    for key, record in shifts.items():
        monday = str(monday_of(date.fromisoformat(record["date"])))
        week = weeks.setdefault(monday, {"status": "published"})
        if isinstance(week.get("shifts", {}), dict):
            week.setdefault("shifts", {})[key] = record
    cards.update(more)


def round_figures(
    dice: Dice, run_date: date, clock: datetime, zone: ZoneInfo
) -> tuple[Tree, Tree, Tree]:
    """Make one day whose percentages are exactly 10, 20, 50 or 70, or just beside."""
    on = run_date - timedelta(days=dice.pick((5, 1, 14)))
    people = [f"ghost-{n}" for n in range(dice.pick((10, 5, 10, 2, 9, 11)))]
    record = {"date": str(on), "start": "09:00", "end": "17:00"}
    shifts: Tree = {person: record | {"employeeId": person} for person in people}
    week: Tree = {"status": "published"}
    if dice.one_in(2):
        week = {"status": "draft", "generatedAt": timestamp(dice, clock)}
        for n in range(dice.pick((1, 2, 0))):
            shifts[f"open-{n}"] = dict(record)
    week["shifts"] = shifts
    unavailable = people[: dice.pick((1, 2, 0))]
    availability: Tree = {person: {"updatedAt": "2025-01-06T15:00:00Z"} for person in unavailable}
    clock_in = datetime.combine(on, time(9), zone).astimezone(UTC)
    broken = dice.pick((7, 5, 1, 0, 8))
    cards: Tree = {}
    for n, person in enumerate(people):
        card: Tree = {"employeeId": person, "date": str(on), "clockIn": timestamp(dice, clock_in)}
        if n >= broken:
            clock_out = datetime.combine(on, time(17), zone).astimezone(UTC)
            card["clockOut"] = timestamp(dice, clock_out)
        cards[f"card-{n}"] = card
    return {str(monday_of(on)): week}, cards, availability


# --- Shapes and flaws ----------------------------------------------------------------------


def pairs(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, list):
        return [(str(index), value) for index, value in enumerate(node) if value is not None]
    return list(node.items()) if isinstance(node, dict) else []


def as_array(records: Tree) -> Any:
    """The RTDB's answer for dense integer keys: an array, null where a key is missing."""
    if not records or not all(key.isdigit() for key in records):
        return records
    return [records.get(str(index)) for index in range(max(map(int, records)) + 1)]


def spoil(  # noqa: C901 - a case for each kind of record
    dice: Dice,
    company: Tree,
    employees: Tree,
    weeks: Tree,
    cards: Tree,
    availability: Tree,
    presence: Tree,
) -> None:
    """Make one record malformed, in place."""
    kind = dice.below(10)
    if kind == 0:
        spoil_record(dice, cards, BAD_TIMECARD)
    elif kind == 1:
        for week in weeks.values():
            spoil_record(dice, week.get("shifts") if isinstance(week, dict) else None, BAD_SHIFT)
    elif kind == 2:
        spoil_record(dice, employees, BAD_EMPLOYEE)
    elif kind == 3:
        spoil_record(dice, weeks, BAD_WEEK)
    elif kind == 4 and weeks:
        key = dice.pick(list(weeks))
        wrong = dice.pick((key[:8] + "32", "next week", key + " ", *other_keys(key)))
        weeks[wrong] = weeks.pop(key)
    elif kind == 9 and weeks:
        key = max(weeks)
        if key[-2:].isdigit():
            weeks[key[:8] + f"{int(key[-2:]) % 28 + 1:02}"] = weeks.pop(key)  # a Tuesday, mostly
    elif kind == 5:
        spoil_record(dice, availability, BAD_AVAILABILITY)
    elif kind == 6 and availability:
        record = dice.pick(list(availability.values()))
        if isinstance(record, dict):
            record["weekly"] = dice.pick(
                (
                    {name: dice.pick(BAD_DAYS) for name in DAYS},
                    {name: [SLOT] for name in ("Tue", "thursday", "fri")},
                    [[SLOT]] * 7,
                    ["x"],
                )
            )
    elif kind == 7:
        spoil_record(dice, presence, BAD_PRESENCE)
    elif kind == 8:
        spoil_field(dice, company, BAD_COMPANY)


def other_keys(monday: str) -> tuple[str, ...]:
    """Return the keys that other systems use for the week of a Monday."""
    try:
        on = date.fromisoformat(monday)
    except ValueError:
        return ("week",)
    year, week, _ = on.isocalendar()
    sunday = on - timedelta(days=1)
    return (
        *(f"{year}-W{week:02}", f"{on:%Y%m%d}", f"{on:%Y-%m}", str(sunday), f"{week}"),
        *(f"{year} w{week}", f"{year}_{week}", f"{on:%d-%m-%Y}", f"{on:%Y-}{on.month}", "9" * 12),
    )


def spoil_record(dice: Dice, records: Any, wrong: dict[str, Any]) -> None:
    keys = [key for key, record in pairs(records) if isinstance(record, dict)]
    if not keys:
        return
    key = dice.pick(keys)
    at = int(key) if isinstance(records, list) else key
    if dice.one_in(6):
        records[at] = dice.pick(BAD_RECORD)
    else:
        spoil_field(dice, records[at], wrong)


def spoil_field(dice: Dice, record: Tree, wrong: dict[str, Any]) -> None:
    field = dice.pick(list(wrong))
    value = dice.pick(wrong[field])
    if value is None:
        record.pop(field, None)
    else:
        record[field] = value
