"""A small world from a seed: companies with everything they recorded, and the days that pass."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.companies import COMPANY, MASTER, Dice, Tree, company_data

TORONTO = ZoneInfo("America/Toronto")
OF_ONE_COMPANY = ("Companies", "Employees", "Schedules", "Timecards", "CustomerHealthMetrics")
CHANGE_NIGHTS = (date(2025, 11, 2), date(2026, 3, 8), date(2026, 11, 1), date(2025, 3, 9))
"""The clocks of Toronto change on the morning of these days."""


class World:
    """`data` is a whole database at 05:00 on the first day. The last day is calm."""

    def __init__(self, seed: int) -> None:
        random = Random(f"world {seed}")
        self.last_day = random.choice(CHANGE_NIGHTS) + timedelta(days=random.choice((1, 3)))
        self.first_day = self.last_day - timedelta(days=random.choice((1, 1, 2)))
        self.companies = [f"c{number}" for number in range(random.randint(3, 6))]
        self.data: Tree = {"AlertRuns": {"firstRun": "2025-01-01"}}
        for company_id in self.companies:
            self._add(company_id, company_like(random, self.last_day))

    def _add(self, company_id: str, drawn: Tree) -> None:
        for table, node in drawn.items():
            own = {company_id: node[COMPANY]} if table in OF_ONE_COMPANY else node
            self.data.setdefault(table, {}).update(own)

    @property
    def days(self) -> list[date]:
        """Return the days before the last one."""
        count = (self.last_day - self.first_day).days
        return [self.first_day + timedelta(days=n) for n in range(count)]


def company_like(random: Random, day: date) -> Tree:
    """Return the tables of one company whose records are around a day."""
    while True:
        data, _, run_date, _ = company_data(Dice(random))
        if run_date == day and isinstance(data["Employees"][COMPANY], dict):
            return data


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a time of the day in Toronto."""
    return datetime.combine(day, time(hour, minute), TORONTO)


def happenings(random: Random, world: World, now: datetime) -> list[tuple[str, Any]]:
    """Return what the Pivot app writes within an hour: paths with values, None for a deletion."""
    return [random.choice(CHANGES)(random, random.choice(world.companies), now) for _ in range(4)]


def hired(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    employee_id = random.choice(("ann", "bob", "cy", "dee", "eli"))
    return f"Employees/{company_id}/{employee_id}", {"name": employee_id, "archived": False}


def archived(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    employee_id = random.choice(("ann", "bob", "cy"))
    return f"Employees/{company_id}/{employee_id}/archived", random.choice((True, False))


def removed(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    return f"Employees/{company_id}/{random.choice(('ann', 'dee', 'extra-1'))}", None


def seen(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    user_id = random.choice(("user-master", "user-employee", "user-auth", "stranger"))
    ago = timedelta(minutes=random.choice((0, 5, 600, 60 * 24 * 9)))
    return f"PresenceStatus/{user_id}/lastActive", int((now - ago).timestamp() * 1000)


def renamed(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    return f"Companies/{company_id}/name", f"Acme {random.randrange(3)}"


def unlinked(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    return f"Companies/{company_id}/csmDashboardLinked", random.choice((True, True, False))


def closed(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    return f"Companies/{company_id}", None


def founded(random: Random, company_id: str, now: datetime) -> tuple[str, Any]:
    return "Companies/new", {"name": "New", "email": MASTER, "csmDashboardLinked": True}


CHANGES = (
    hired, hired, hired, archived, archived, archived, removed, removed, seen, seen, seen, seen,
    renamed, renamed, unlinked, founded, closed,
)  # fmt: skip
