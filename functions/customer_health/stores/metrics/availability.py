"""`Availability/{employeeId}`: `weekly` whole, and of `dates` only those of the window."""

import msgspec

from customer_health.domain.metrics.availability import Availability
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.decoding import MALFORMED, Raw, WallTime, children

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Slot(msgspec.Struct):
    start: WallTime
    end: WallTime


SLOT = msgspec.json.Decoder(Slot)


def path(employee_id: str) -> str:
    return f"Availability/{employee_id}"


def read_availability(
    employee_id: str, weekly: Raw, dates: Raw, window: Window, flaws: list[DataIssue]
) -> Availability | None:
    """Which days have slots. None if `weekly` or `dates` is no object: nothing can be said then.

    A day that can't be read counts as available, and where a key names no day, each day that has
    none of its own: never a conflict on bad data.
    """
    at, bad = path(employee_id), len(flaws)
    by_weekday = dict(children(weekly, f"{at}/weekly", flaws))
    by_date = dict(children(dates, f"{at}/dates", flaws))
    if len(flaws) > bad:
        return None
    known = {
        number: has_slots(by_weekday[name], f"{at}/weekly/{name}", flaws)
        for number, name in enumerate(WEEKDAYS)
        if name in by_weekday
    }
    stray = [
        *(f"{at}/weekly/{key}" for key in by_weekday if key not in WEEKDAYS),
        *(f"{at}/dates/{key}" for key in by_date if key not in window.dates),
    ]
    flaws += (DataIssue(where, "malformed", "its key names no day") for where in stray)
    return Availability(
        weekdays=frozenset(n for n in range(7) if known.get(n, bool(stray))),
        dates={
            window.dates[key]: has_slots(slots, f"{at}/dates/{key}", flaws)
            for key, slots in by_date.items()
            if key in window.dates
        },
    )


def has_slots(raw: msgspec.Raw, at: str, flaws: list[DataIssue]) -> bool:
    if bytes(raw) == b"false" and "/dates/" in at:
        return False
    bad = len(flaws)
    slots = list(children(raw, at, flaws))
    for key, slot in slots:
        try:
            SLOT.decode(slot)
        except MALFORMED as error:
            flaws.append(DataIssue(f"{at}/{key}", "malformed", str(error)))
    return bool(slots) or len(flaws) > bad


def no_record(employee_id: str, node: object) -> DataIssue:
    """What is wrong where there is nothing, or something that is no object."""
    if node is None:
        return DataIssue(path(employee_id), "availability_never_submitted", "no record")
    return DataIssue(path(employee_id), "malformed", f"{type(node).__name__}, not an object")
