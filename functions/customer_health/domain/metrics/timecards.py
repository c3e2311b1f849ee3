"""Timecards, and their four types of conflict with the schedule or with each other."""

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
"""How long after the clock-in a timecard without a shift may have no clock-out."""

CONFLICT_TYPES = ("missing_punch", "no_shift", "time_mismatch", "overlap")


@dataclass(frozen=True, slots=True)
class Timecard:
    """One timecard as known at the clock. A punch is None if it is missing, or after the clock."""

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
    """Divide the timecards with a conflict by all timecards, for each date. A timecard with several
    types of conflict counts once."""
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
    """Whether each timecard has a shift, be it a well-formed one or one that was left out."""
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
    """Whether the employee may still be at work at the clock, so that no clock-out is missing."""
    if card.clock_in is None or card.clock_out is not None:
        return False
    if shift is None:
        return window.clock - card.clock_in < LONGEST_RUNNING
    return shift.ends(window.zone)[-1] + TOLERANCE > window.clock


def mismatches(
    timecards: Iterable[Timecard], matches: Mapping[str, Shift | None], window: Window
) -> set[str]:
    """Return the ids of the timecards whose punch is further from the shift than the tolerance.

    Several timecards of one shift are one attendance with punched breaks. Only the first clock-in
    is compared with the shift's start, and the last clock-out with its end. While one of the
    timecards is still running, the end is not compared.
    """
    attendances: dict[Shift, list[Timecard]] = defaultdict(list)
    for card in timecards:
        if shift := matches[card.id]:
            attendances[shift].append(card)
    found = set()
    for shift, cards in attendances.items():
        ins = [(card.clock_in, card.id) for card in cards if card.clock_in]
        # As negative durations: min() then finds the last clock-out, and on a tie the smallest id.
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
    """Return the ids of timecards that overlap another one of the same employee by more than 0
    seconds."""
    spans: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for card in timecards:
        if card.clock_in and card.clock_out and card.clock_in < card.clock_out:
            spans[card.employee_id].append((card.clock_in, card.clock_out, card.id))
    return {card_id for one in spans.values() for card_id in _overlaps_of_one(one)}


def _overlaps_of_one(spans: list[tuple[datetime, datetime, str]]) -> set[str]:
    """Return the ids of one employee's spans that overlap.

    The spans are visited in the order of their starts. A span overlaps an earlier one exactly if it
    starts before the latest end so far.
    """
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
    """Return the number of the window's timecards with each type of conflict."""
    counts = Counter(kind for violation in figure.violations for kind in violation.types)
    return {kind: counts[kind] for kind in CONFLICT_TYPES}
