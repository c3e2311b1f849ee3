"""Employees, their availability and their presence."""

import string
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from demo.app.businesses import Hours
from demo.app.companies import FAKERS, Company, unaccented
from demo.app.dates import DAY, Calendar, local_date, stamp
from demo.app.shapes import head_count_then

Record = dict[str, Any]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = [{"start": "00:00", "end": "23:59"}]
DAYTIME = [{"start": "05:00", "end": "13:00"}, {"start": "13:30", "end": "23:00"}]
UID = string.ascii_letters + string.digits


WEEKLY_SHIFTS = (3, 2, 5, 2)
MEAN_SHIFTS = sum(WEEKLY_SHIFTS) / len(WEEKLY_SHIFTS)


@dataclass(eq=False)
class Person:
    id: str
    name: str
    email: str
    user_id: str | None
    department_id: str
    hours: Hours
    weekly_shifts: int
    """Their share of the shifts, relative to that of the others."""
    joined: int
    left: int | None
    days_off: tuple[int, ...] | None
    """Weekdays without availability; None: the person never submitted any."""
    first_day: date
    last_day: date
    exceptions: dict[str, Any] = field(default_factory=dict)
    """Availability by date, which overrides that of the weekday."""

    def employed(self, day: date) -> bool:
        return self.first_day < day < self.last_day

    def off(self, day: date) -> bool:
        return self.days_off is not None and day.weekday() in self.days_off


def staff(company: Company, calendar: Calendar, founded: int, rng: Random) -> list[Person]:
    """Return the people of a company, so many now and 30 days ago as its shape says. The first one
    has the master account."""
    contact = contact_name(company)
    faker = FAKERS[company.place.french]
    faker.seed_instance(f"{company.id}:{rng.random()}")
    unknown = company.shape.master == "unknown"
    people: list[Person] = []
    for joined, left in _tenures(company, calendar, founded, rng):
        number = len(people)
        first, last = (faker.first_name(), faker.last_name()) if people else contact
        mailbox = unaccented(f"{first}.{last}".lower()).replace(" ", "").replace("'", "")
        people.append(
            Person(
                id=f"e{company.number:02d}{number:03d}",
                name=f"{first} {last}",
                email=f"{mailbox}{number}@{company.domain}" if number or unknown else company.email,
                user_id="".join(rng.choices(UID, k=28)) if number % 9 != 8 else None,
                department_id=f"d{number % len(company.kind.departments) + 1}",
                hours=company.kind.hours[number % len(company.kind.hours)],
                weekly_shifts=WEEKLY_SHIFTS[number % len(WEEKLY_SHIFTS)],
                joined=joined,
                left=left,
                days_off=(2 * number % 7, (2 * number + 1) % 7) if number % 12 != 11 else None,
                first_day=local_date(joined, company.zone),
                last_day=date.max if left is None else local_date(left, company.zone),
            )
        )
    return people


def contact_name(company: Company) -> tuple[str, str]:
    """Return the first and last name of the person whom every system knows as the contact: the
    first one of the staff."""
    faker = FAKERS[company.place.french]
    faker.seed_instance(f"{company.id}:contact")
    return faker.first_name(), faker.last_name()


def employees(people: list[Person], company: Company, clock: int, rng: Random) -> Record:
    records: Record = {}
    for person in people:
        record: Record = {
            "name": person.name,
            "email": person.email,
            "departmentId": person.department_id,
        }
        if person.user_id:
            record["userId"] = person.user_id
        if rng.random() < 0.95 or clock - person.joined < 200 * DAY:
            record["createdAt"] = stamp(person.joined, company.zone, rng)
        if person.left is not None:
            record["archived"] = True
            record["archivedAt"] = stamp(person.left, company.zone, rng)
        elif rng.random() < 0.8:
            record["archived"] = False
        records[person.id] = record
    return records


def availability(people: list[Person], company: Company, rng: Random) -> Record:
    records: Record = {}
    for person in people:
        if person.days_off is None:
            continue
        slots = rng.choice((ALL_DAY, DAYTIME))
        days = (day for number, day in enumerate(WEEKDAYS) if number not in person.days_off)
        records[person.id] = {
            "updatedAt": stamp(person.joined + rng.randrange(DAY // 6), company.zone, rng),
            "weekly": dict.fromkeys(days, slots),
        }
        if person.exceptions:
            records[person.id]["dates"] = person.exceptions
    return records


def presence(people: list[Person], company: Company, clock: int, rng: Random) -> Record:
    records: Record = {}
    for person in people:
        away = int(DAY * rng.expovariate(1 / 6))
        if person is people[0]:
            if company.shape.login_days is None:
                continue
            away = int(DAY * company.shape.login_days)
        elif rng.random() < 0.1:
            continue
        if person.user_id:
            seen = max(min(clock, person.left or clock) - away, person.joined)
            online = person.left is None and away < DAY // 8
            records[person.user_id] = {
                "lastActive": stamp(seen, company.zone, rng),
                "status": "online" if online else "offline",
            }
    return records


def _tenures(
    company: Company, calendar: Calendar, founded: int, rng: Random
) -> list[tuple[int, int | None]]:
    """Return when each person joined and left, the founder first."""
    clock, size = calendar.clock, company.size

    def ago(newest: float, oldest: float) -> int:
        return clock - int(DAY * rng.uniform(newest, oldest))

    if company.shape.change is None:
        return [(ago(0.2, 1.5), None) for _ in range(size)]
    then = head_count_then(company.shape, size)
    age = (clock - founded) / DAY
    veterans = [(ago(32, age), None) for _ in range(min(size, then) - 1)]
    newcomers = [(ago(2, 28), None) for _ in range(size - then)]
    leavers = [(ago(32, age), ago(3, 28)) for _ in range(then - size)]
    long_gone = [(founded, ago(35, 110)) for _ in range(size // 8)] if age > 120 else []
    return [(founded, None), *veterans, *newcomers, *leavers, *long_gone]
