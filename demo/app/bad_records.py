"""Malformed records, of every kind that the readers must survive."""

from datetime import timedelta
from typing import Any

from demo.app.dates import WEEK, Calendar
from demo.app.people import Person, Record


def add_bad_records(
    data: Record, company_id: str, people: list[Person], calendar: Calendar
) -> None:
    """Add malformed records of each kind beside the good records of a company."""
    first, last = people[0].id, people[-1].id
    day = (calendar.today - timedelta(days=1)).isoformat()
    draft = calendar.full_week.isoformat()
    data["Employees"][company_id] |= {
        "e-text": "Jeanne",
        "e-archived-text": {"name": "Omar Demo", "archived": "yes"},
        "e-created-never": {"name": "Inès Démo", "createdAt": "someday"},
    }
    data["Availability"] |= {
        first: "always",
        "e-created-never": {"updatedAt": "2020-13-01T00:00:00Z"},
        last: {"updatedAt": 1_600_000_000_000, "weekly": {"mon": "yes"}, "dates": {day: 7}},
    }
    data["PresenceStatus"]["demo-never-seen"] = {"lastActive": "never", "status": "offline"}
    weeks = data["Schedules"][company_id]
    weeks[draft]["shifts"] |= _shifts(draft, first)
    array_week = (calendar.full_week - WEEK).isoformat()
    weeks[array_week]["shifts"] = _array(weeks[array_week]["shifts"])
    weeks[(calendar.full_week - 4 * WEEK).isoformat()]["shifts"] = "lost"
    cards = data["Timecards"][company_id]
    for card in cards.values():
        if card["date"] >= array_week:
            card.pop("shiftId", None)  # its shift may have a new key, in the array
    cards |= _timecards(day, first)


def _array(children: Record) -> list[Any]:
    """Return children as RTDB returns those with the keys 1, 2, 3 …: as an array."""
    return [None, *children.values()]


def _shifts(day: str, employee_id: str) -> Record:
    good = {"date": day, "start": "09:00", "end": "17:00", "employeeId": employee_id}
    return {
        "x-text": "shift",
        "x-impossible-date": good | {"date": "2026-02-30"},
        "x-other-week": good | {"date": "2020-01-06"},
        "x-impossible-time": good | {"start": "25:00"},
        "x-time-number": good | {"end": 17},
        "x-employee-number": good | {"employeeId": 42},
        "x-unknown-employee": good | {"employeeId": "e-nobody"},
    }


def _timecards(day: str, employee_id: str) -> Record:
    good = {
        "employeeId": employee_id,
        "date": day,
        "clockIn": f"{day}T14:00:00Z",
        "clockOut": f"{day}T22:00:00Z",
    }
    return {
        "x-text": "punch",
        "x-backwards": good | {"clockOut": f"{day}T13:00:00Z"},
        "x-impossible-date": good | {"date": "2026-02-30"},
        "x-impossible-instant": good | {"clockIn": f"{day}T25:00:00Z"},
        "x-no-offset": good | {"clockIn": f"{day}T09:00:00"},
        "x-unknown-employee": good | {"employeeId": "e-nobody"},
    }
