"""Generate weeks of shifts that result in the shape's open and outside-availability figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from demo.app.businesses import Hours
from demo.app.companies import Company
from demo.app.dates import DAY, WEEK, Calendar, instant, stamp
from demo.app.people import ALL_DAY, MEAN_SHIFTS, Person, Record
from demo.app.steering import Steering

LOAD = (0.9, 0.9, 1.0, 1.0, 1.2, 1.2, 0.8)
"""The load of each weekday from Monday on, relative to the mean."""


@dataclass(frozen=True)
class Slot:
    """A shift on a schedule; `person` is None for an open shift."""

    day: date
    hours: Hours
    person: Person | None = None
    assignment: str | None = None


@dataclass(frozen=True)
class Worked:
    """A published shift that a person has worked."""

    shift_id: str
    day: date
    person: Person
    start: int
    end: int


def schedules(
    company: Company, people: list[Person], calendar: Calendar, steering: Steering, rng: Random
) -> tuple[Record, list[Worked]]:
    """Return `Schedules/{companyId}`, and the shifts that people have worked.

    Adds the dates that people asked off or offered to `Person.exceptions`.
    """
    weeks: Record = {}
    worked: list[Worked] = []
    numbers = count(1)
    for first in _mondays(company, calendar):
        published = _published(company, first, calendar)
        slots = {
            f"s{next(numbers):05d}": slot
            for slot in _slots(company, people, first, published, steering, rng)
        }
        if not slots:
            continue
        weeks[first.isoformat()] = _week(company, first, published, calendar, rng) | {
            "shifts": {shift_id: _shift(company, slot, rng) for shift_id, slot in slots.items()}
        }
        if published:
            worked += _worked(company, slots, calendar.today)
    return weeks, worked


def _mondays(company: Company, calendar: Calendar) -> list[date]:
    if company.shape.weeks == "none":
        return []
    return calendar.mondays[-1:] if company.shape.weeks == "next" else calendar.mondays


def _published(company: Company, first: date, calendar: Calendar) -> bool:
    if company.shape.weeks == "alternating":
        return (calendar.full_week - first) // WEEK % 2 == 1
    return company.shape.weeks == "published" and first <= calendar.today


def _slots(
    company: Company,
    people: list[Person],
    first: date,
    published: bool,
    steering: Steering,
    rng: Random,
) -> Iterator[Slot]:
    """Yield the shifts of a week. People with the smallest part of their share come first."""
    shifts: Counter[Person] = Counter()
    for day in (first + timedelta(days=number) for number in range(7)):
        crew = [person for person in people if person.employed(day)]
        crew.sort(key=lambda person: (shifts[person] / person.weekly_shifts, rng.random()))
        for slot in _day(company, crew, day, published, steering, rng):
            if slot.person:
                shifts[slot.person] += 1
            yield slot


def _day(
    company: Company,
    crew: list[Person],
    day: date,
    published: bool,
    steering: Steering,
    rng: Random,
) -> list[Slot]:
    by_head_count = max(1, round(len(crew) * MEAN_SHIFTS / 7 * LOAD[day.weekday()]))
    total = min(len(crew), company.shape.per_day or by_head_count)
    if not total:
        return []
    open_percents = [100 * k / max(total - k, 1) for k in range(total + 1)]
    unfilled = steering.count("open", day, published, open_percents)
    filled = total - unfilled
    clash_percents = [100 * k / total for k in range(filled + 1)]
    clashing = steering.count("unavailable", day, published, clash_percents)
    return [
        *_clashing(crew, day, clashing, rng),
        *_available(crew, day, filled - clashing, rng),
        *(Slot(day, rng.choice(company.kind.hours)) for _ in range(unfilled)),
    ]


def _clashing(crew: list[Person], day: date, shifts: int, rng: Random) -> list[Slot]:
    """Return shifts for people outside their availability: on a weekday off, or a date asked off.
    Those people are removed from the crew."""
    candidates = [person for person in crew if person.days_off is not None]
    people = rng.sample(candidates, min(shifts, len(candidates)))
    for person in people:
        crew.remove(person)
        if not person.off(day):
            person.exceptions[day.isoformat()] = False
    return [Slot(day, person.hours, person, rng.choice(("manual", None))) for person in people]


def _available(crew: list[Person], day: date, shifts: int, rng: Random) -> list[Slot]:
    """Return shifts for available people. Rarely one is on a weekday off: then the person offered
    that date, or automation assigned the shift, which does not count as outside availability."""
    people = sorted(crew, key=lambda person: person.off(day) and rng.random() < 0.95)[:shifts]
    slots = []
    for person in people:
        assignment = rng.choice(("auto", "auto", "manual", None))
        if person.off(day) and assignment != "auto":
            person.exceptions[day.isoformat()] = ALL_DAY
        slots.append(Slot(day, person.hours, person, assignment))
    return slots


def _shift(company: Company, slot: Slot, rng: Random) -> Record:
    shift: Record = {"date": slot.day.isoformat(), "start": slot.hours[0], "end": slot.hours[1]}
    if slot.person:
        shift |= {"departmentId": slot.person.department_id, "employeeId": slot.person.id}
    else:
        shift["departmentId"] = f"d{rng.randint(1, len(company.kind.departments))}"
        if rng.random() < 0.3:
            shift["employeeId"] = ""
    if slot.assignment:
        shift["assignment"] = slot.assignment
    return shift


def _worked(company: Company, slots: dict[str, Slot], today: date) -> Iterator[Worked]:
    for shift_id, slot in slots.items():
        if slot.person and slot.day < today:
            start, end = slot.hours
            end_day = slot.day + timedelta(days=1) if end <= start else slot.day
            yield Worked(
                shift_id,
                slot.day,
                slot.person,
                instant(slot.day, start, company.zone),
                instant(end_day, end, company.zone),
            )


def _week(
    company: Company, first: date, published: bool, calendar: Calendar, rng: Random
) -> Record:
    """Return a week without its shifts. It is generated before every run of the week before, except
    at a company that is brand new."""
    week: Record = {"status": "published" if published else "draft"}
    made = instant(first, "09:00", company.zone) - rng.randint(9, 12) * DAY
    if company.shape.weeks == "next":
        made = calendar.clock - rng.randrange(DAY // 6)
    if company.shape.weeks != "ungenerated":
        week["generatedAt"] = stamp(made, company.zone, rng)
    if published:
        week["publishedAt"] = stamp(made + rng.randint(2, 6) * DAY, company.zone, rng)
    return week
