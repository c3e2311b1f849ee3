"""Generate timecards for the published shifts that result in the shape's conflict figure."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from random import Random
from zoneinfo import ZoneInfo

from demo.app.companies import Company
from demo.app.dates import stamp
from demo.app.people import Person, Record
from demo.app.schedules import Worked
from demo.app.steering import Steering

MINUTE = 60
CONFLICTS = {"missing_punch": 4, "time_mismatch": 4, "no_shift": 2, "overlap": 2}
"""The relative frequency of each kind of conflict."""


def timecards(
    company: Company,
    people: list[Person],
    worked: list[Worked],
    steering: Steering,
    rng: Random,
) -> Record:
    """Return `Timecards/{companyId}`: as many timecards as shifts that were worked."""
    records: Record = {}
    for day, group in groupby(worked, key=lambda shift: shift.day):
        shifts = list(group)
        rng.shuffle(shifts)
        percents = [100 * k / len(shifts) for k in range(len(shifts) + 1)]
        conflicting = steering.count("conflicts", day, True, percents)
        busy = {shift.person for shift in shifts}
        idle = [person for person in people if person.employed(day) and person not in busy]
        cards = [
            *_conflicts(shifts[:conflicting], idle, company.zone, rng),
            *(_card(shift, company.zone, rng) for shift in shifts[conflicting:]),
        ]
        for card in cards:
            records[f"t{len(records) + 1:05d}"] = card
    return records


def _conflicts(
    shifts: list[Worked], idle: list[Person], zone: ZoneInfo, rng: Random
) -> Iterator[Record]:
    """Yield as many conflicting timecards as there are shifts."""
    remaining = list(shifts)
    while remaining:
        shift = remaining.pop()
        kind = rng.choices(list(CONFLICTS), list(CONFLICTS.values()))[0]
        if kind == "overlap" and remaining:
            # A colleague did not come, and this person punched in a second time.
            remaining.pop()
            middle = (shift.start + shift.end) // 2
            yield _card(shift, zone, rng)
            yield _punched(shift.person, shift.day, middle, shift.end, zone, rng)
        elif kind == "no_shift" and idle:
            # Another person came in, and the schedule was not changed.
            stand_in = idle.pop(rng.randrange(len(idle)))
            yield _punched(stand_in, shift.day, shift.start, shift.end, zone, rng)
        elif kind == "missing_punch":
            card = _card(shift, zone, rng)
            del card["clockIn" if rng.random() < 0.2 else "clockOut"]
            yield card
        else:
            late = rng.randint(40, 110) * MINUTE
            yield _card(shift, zone, rng, late=late)


def _card(shift: Worked, zone: ZoneInfo, rng: Random, late: int = 0) -> Record:
    card = _punched(shift.person, shift.day, shift.start + late, shift.end, zone, rng)
    if rng.random() < 0.8:
        card["shiftId"] = shift.shift_id
    return card


def _punched(
    person: Person, day: date, start: int, end: int, zone: ZoneInfo, rng: Random
) -> Record:
    """Return a timecard whose punches are a few minutes off."""
    return {
        "employeeId": person.id,
        "date": day.isoformat(),
        "departmentId": person.department_id,
        "clockIn": stamp(start + rng.randint(-9 * MINUTE, 9 * MINUTE), zone, rng),
        "clockOut": stamp(end + rng.randint(-9 * MINUTE, 9 * MINUTE), zone, rng),
    }
