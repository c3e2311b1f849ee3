"""Timecards, and the four ways in which one conflicts with the schedule or with another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.window import Window, monday_of

TOLERANCE = timedelta(minutes=30)
CONFLICT_TYPES = ("missing_punch", "no_shift", "time_mismatch", "overlap")


@dataclass(frozen=True, slots=True)
class Timecard:
    """One clock-in record; a punch that is missing is None."""

    id: str
    employee_id: str
    day: date
    department_id: str | None
    shift_id: str | None
    clock_in: datetime | None
    clock_out: datetime | None


def conflicting_clock_ins(
    timecards: Sequence[Timecard], weeks: Iterable[Week], window: Window
) -> DailyRatio:
    """Timecards with a conflict, of all timecards, by date; each counts once."""
    published = [s for week in weeks if week.is_published(window.clock) for s in week.shifts]
    index = ShiftIndex(published, window.zone)
    overlapping = overlaps(timecards)
    offences = []
    for card in timecards:
        types = conflict_types(card, index, overlap=card.id in overlapping)
        if types:
            offences.append(
                Violation(card.id, card.day, card.employee_id, card.department_id, types)
            )
    part = Counter(offence.day for offence in offences)
    whole = Counter(card.day for card in timecards)
    return DailyRatio(
        days={day: DayCount(part[day], whole[day]) for day in window if whole[day]},
        violations=tuple(offences),
    )


class ShiftIndex:
    """The published shifts, found by the two ways in which a timecard can match one."""

    def __init__(self, shifts: Iterable[Shift], zone: ZoneInfo) -> None:
        self.zone = zone
        self._by_id: dict[str, list[Shift]] = defaultdict(list)
        self._by_employee: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        for shift in shifts:
            self._by_id[shift.id].append(shift)
            if shift.employee_id:
                self._by_employee[shift.employee_id, shift.day].append(shift)

    def match(self, card: Timecard) -> Shift | None:
        """The shift that the timecard names if it is the same employee's, and no other; without
        a name the employee's nearest one that day.

        Nearest by the start to the clock-in; on a tie, or with no clock-in, the earliest start,
        then the smallest id. Ids are unique in a week only: the week of the timecard goes first.
        """
        if card.shift_id is not None:
            week = monday_of(card.day).isoformat()
            named = self._by_id.get(card.shift_id, ())
            shift = min(named, key=lambda s: (s.week_id != week, s.week_id), default=None)
            return shift if shift and shift.employee_id == card.employee_id else None

        def preference(shift: Shift) -> tuple[timedelta, datetime, str]:
            start = shift.starts_at(self.zone)
            return abs(start - (card.clock_in or start)), start, shift.id

        same_day = self._by_employee.get((card.employee_id, card.day), ())
        return min(same_day, key=preference, default=None)


def conflict_types(card: Timecard, shifts: ShiftIndex, *, overlap: bool) -> tuple[str, ...]:
    """Which of CONFLICT_TYPES hold for a timecard."""
    shift = shifts.match(card)
    holds = (
        card.clock_in is None or card.clock_out is None,
        shift is None,
        shift is not None and is_off(card, shift, shifts.zone),
        overlap,
    )
    return tuple(kind for kind, held in zip(CONFLICT_TYPES, holds, strict=True) if held)


def is_off(card: Timecard, shift: Shift, zone: ZoneInfo) -> bool:
    """Punched more than the tolerance away from the shift, compared as instants."""
    late_in = card.clock_in and abs(card.clock_in - shift.starts_at(zone)) > TOLERANCE
    late_out = card.clock_out and abs(card.clock_out - shift.ends_at(zone)) > TOLERANCE
    return bool(late_in or late_out)


def overlaps(timecards: Iterable[Timecard]) -> set[str]:
    """Ids of timecards that share more than 0 seconds with another of the same employee."""
    spans: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for card in timecards:
        if card.clock_in and card.clock_out and card.clock_in < card.clock_out:
            spans[card.employee_id].append((card.clock_in, card.clock_out, card.id))
    return {card_id for of_one in spans.values() for card_id in _overlaps_of_one(of_one)}


def _overlaps_of_one(spans: list[tuple[datetime, datetime, str]]) -> set[str]:
    """Sweep by start: a span overlaps an earlier one exactly if it starts before the latest end."""
    found: set[str] = set()
    spans.sort()
    _, latest_end, latest_id = spans[0]
    for start, end, card_id in spans[1:]:
        if start < latest_end:
            found |= {card_id, latest_id}
        if end > latest_end:
            latest_end, latest_id = end, card_id
    return found


def counts_by_type(figure: DailyRatio) -> Mapping[str, int]:
    """How many timecards of the window have each type of conflict."""
    counts = Counter(kind for offence in figure.violations for kind in offence.types)
    return {kind: counts[kind] for kind in CONFLICT_TYPES}
