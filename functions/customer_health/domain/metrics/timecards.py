"""Timecards, and the four ways in which one conflicts with the schedule or with another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from customer_health.domain.instants import EPOCH, nearest
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.shift_matching import ShiftIndex
from customer_health.domain.metrics.window import Window

TOLERANCE = timedelta(minutes=30)
LONGEST_RUNNING = timedelta(hours=16)
"""After this time since its clock-in, a timecard without a shift lacks a clock-out."""

CONFLICT_TYPES = ("missing_punch", "no_shift", "time_mismatch", "overlap")


@dataclass(frozen=True, slots=True)
class Timecard:
    """One clock-in record as of the clock; a punch that is missing, or still to come, is None."""

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
    """Count the timecards with a conflict, of all timecards, by date; each counts once."""
    shifts = ShiftIndex(weeks, window)
    matches = {card.id: match(card, shifts) for card in timecards}
    unpunched = {card.id for card in timecards if lacks_punch(card, matches[card.id], window)}
    unplanned = {
        card.id
        for card in timecards
        if matches[card.id] is None
        and not shifts.was_left_out(card.shift_id, card.employee_id, card.day)
    }
    off, overlapping = mismatches(timecards, matches, window), overlaps(timecards)
    found = zip(CONFLICT_TYPES, (unpunched, unplanned, off, overlapping), strict=True)
    types: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for kind, ids in found:
        for card_id in ids:
            types[card_id] += (kind,)
    violations = tuple(
        Violation(card.id, card.day, card.employee_id, card.department_id, types[card.id])
        for card in timecards
        if card.id in types
    )
    part = Counter(violation.day for violation in violations)
    whole = Counter(card.day for card in timecards)
    return DailyRatio(
        days={day: DayCount(part[day], whole[day]) for day in window if whole[day]},
        violations=violations,
    )


def match(card: Timecard, shifts: ShiftIndex) -> Shift | None:
    if card.shift_id is not None:
        return shifts.named(card.shift_id, card.employee_id, card.day)
    return shifts.nearest(card.employee_id, card.day, card.clock_in)


def is_explained(timecards: Iterable[Timecard], weeks: Iterable[Week], window: Window) -> bool:
    """Whether each timecard has a shift, or one that was left out."""
    shifts = ShiftIndex(weeks, window)
    return all(
        (card.shift_id is None and shifts.has_shift(card.employee_id, card.day))
        or match(card, shifts)
        or shifts.was_left_out(card.shift_id, card.employee_id, card.day)
        for card in timecards
    )


def lacks_punch(card: Timecard, shift: Shift | None, window: Window) -> bool:
    return card.clock_in is None or (card.clock_out is None and not is_running(card, shift, window))


def is_running(card: Timecard, shift: Shift | None, window: Window) -> bool:
    """Whether the clock-out of a timecard may still be to come at the clock."""
    if card.clock_in is None or card.clock_out is not None:
        return False
    if shift is None:
        return window.clock - card.clock_in < LONGEST_RUNNING
    return shift.ends(window.zone)[-1] + TOLERANCE > window.clock


def mismatches(
    timecards: Iterable[Timecard], matches: Mapping[str, Shift | None], window: Window
) -> set[str]:
    """Ids of the timecards with a punch that is further from their shift than the tolerance.

    The timecards of one shift are one attendance with punched breaks: the first clock-in of all
    is held against the start, and the last clock-out against the end, unless one of them is still
    running.
    """
    attendances: dict[Shift, list[Timecard]] = defaultdict(list)
    for card in timecards:
        if shift := matches[card.id]:
            attendances[shift].append(card)
    found = set()
    for shift, cards in attendances.items():
        ins = [(card.clock_in, card.id) for card in cards if card.clock_in]
        # As the time before the epoch, so that of two at once the smallest id is taken here too.
        outs = [(EPOCH - card.clock_out, card.id) for card in cards if card.clock_out]
        if ins and is_off(min(ins)[0], shift.starts(window.zone)):
            found.add(min(ins)[1])
        if outs and not any(is_running(card, shift, window) for card in cards):
            before_epoch, card_id = min(outs)
            if is_off(EPOCH - before_epoch, shift.ends(window.zone)):
                found.add(card_id)
    return found


def is_off(punch: datetime, instants: tuple[datetime, ...]) -> bool:
    return abs(nearest(instants, punch) - punch) > TOLERANCE


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
    counts = Counter(kind for violation in figure.violations for kind in violation.types)
    return {kind: counts[kind] for kind in CONFLICT_TYPES}
