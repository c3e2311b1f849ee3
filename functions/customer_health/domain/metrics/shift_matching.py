"""Find the shift to which a timecard belongs."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from customer_health.domain.metrics.schedules import LeftOutShift, Shift, Week
from customer_health.domain.metrics.window import Window, monday_of

DAY = timedelta(days=1)
NEAR_START = timedelta(hours=2)
"""How far a clock-in may be from a shift of the day before or after: 23:52 for a shift at 00:00."""


class Start(NamedTuple):
    """One instant at which a shift starts.

    A shift has two of these if the local clock shows its start twice, when summer time ends.
    `first` is the earlier instant in both.
    """

    at: datetime
    first: datetime
    id: str
    shift: Shift

    def preference(self, clock_in: datetime) -> tuple[timedelta, datetime, str]:
        return abs(self.at - clock_in), self.first, self.id


class ShiftIndex:
    """An index of the published shifts, by id and by employee and day, and of the left-out shifts.

    The starts of a day are sorted once, at the first query. So matching costs O(n log n) even if
    one employee has thousands of shifts on one day.
    """

    def __init__(self, weeks: Iterable[Week], window: Window) -> None:
        self._zone = window.zone
        self._by_id: dict[str, list[Shift]] = defaultdict(list)
        self._by_day: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        self._starts: dict[tuple[str, date], list[Start]] = {}
        left_out: list[LeftOutShift] = []
        for week in weeks:
            left_out += week.left_out
            for shift in week.shifts if week.is_published(window.clock) else ():
                self._by_id[shift.id].append(shift)
                if shift.employee_id:
                    self._by_day[shift.employee_id, shift.day].append(shift)
        self._left_out_ids = {shift.id for shift in left_out}
        self._left_out_days = {(shift.employee_id, shift.day) for shift in left_out}

    def _starts_on(self, employee_id: str, day: date) -> list[Start]:
        key = employee_id, day
        if key not in self._starts:
            self._starts[key] = sorted(
                (
                    Start(at, instants[0], shift.id, shift)
                    for shift in self._by_day.get(key, ())
                    for instants in [shift.starts(self._zone)]
                    for at in instants
                ),
                key=lambda start: start[:3],
            )
        return self._starts[key]

    def has_shift(self, employee_id: str, day: date) -> bool:
        return (employee_id, day) in self._by_day

    def named(self, shift_id: str, employee_id: str, day: date) -> Shift | None:
        """Return the shift with an id, or None if there is none or if it is another employee's.

        Ids are unique within a week only: a shift in the week of the timecard's date is preferred.
        """
        week = monday_of(day).isoformat()
        found = min(
            self._by_id.get(shift_id, ()),
            key=lambda shift: (shift.week_id != week, shift.week_id),
            default=None,
        )
        return found if found and found.employee_id == employee_id else None

    def nearest(self, employee_id: str, day: date, clock_in: datetime | None) -> Shift | None:
        """Return the employee's shift of a date whose start is nearest to the clock-in.

        If there is none on that date, returns one of the day before or after that starts within
        NEAR_START of the clock-in, or None. On a tie, or without a clock-in, the earliest start
        wins, then the smallest id.
        """
        same_day = self._starts_on(employee_id, day)
        if clock_in is None:
            first = min(same_day, key=lambda start: (start.first, start.id), default=None)
            return first.shift if first else None
        if same_day:
            starts = closest(same_day, clock_in)
        else:
            starts = [
                start
                for beside in (day - DAY, day + DAY)
                for start in closest(self._starts_on(employee_id, beside), clock_in)
                if abs(start.at - clock_in) <= NEAR_START
            ]
        best = min(starts, key=lambda start: start.preference(clock_in), default=None)
        return best.shift if best else None

    def was_left_out(self, shift_id: str | None, employee_id: str, day: date) -> bool:
        """Whether the shift of a timecard was left out as malformed.

        Without a shift id, this asks whether any shift of the employee on that date was left out. A
        malformed shift must not make a conflict of the timecard that belongs to it.
        """
        if shift_id is not None:
            return shift_id in self._left_out_ids
        return (employee_id, day.isoformat()) in self._left_out_days


def closest(starts: list[Start], clock_in: datetime) -> list[Start]:
    """Return the nearest start before the clock-in, and the nearest at or after it."""
    after = bisect_left(starts, clock_in, key=lambda start: start.at)
    found = starts[after : after + 1]
    if after:
        at = starts[after - 1].at  # of several starts at that instant, the first has the best rank
        found.append(starts[bisect_left(starts, at, key=lambda start: start.at)])
    return found
