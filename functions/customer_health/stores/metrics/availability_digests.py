"""`AvailabilityDigests/{companyId}/{employeeId}`: what runs need of a record of `Availability`.

A digest holds as long as its record has the same ETag. To ask for that is one small request, where
to read the record's days is two. Only a record without any issue has a digest: the issues of the
others are named anew by every run.
"""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

import msgspec

from customer_health.domain.metrics.availability import Availability
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics.availability import Slots, check_slots, weekdays_of
from customer_health.stores.metrics.stray_keys import is_date
from customer_health.stores.rtdb.bulk_client import ABSENT as NO_TAG
from customer_health.stores.rtdb.decoding import MALFORMED, Raw, read_children

ROOT = "AvailabilityDigests"


class Record(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """A record of `Availability` as it should be; anything else in it is an issue."""

    updated_at: Any = None
    weekly: dict[str, Slots] = {}
    dates: dict[str, Slots | bool] = {}


class Digest(msgspec.Struct, frozen=True):
    """The ETag of a record, the names of its weekdays with slots, and whether its dates from
    `since` on have any."""

    tag: str
    since: date
    weekdays: str = ""
    dates: dict[str, bool] = {}

    def within(self, window: Window) -> Availability:
        dates = {window.dates[key]: has for key, has in self.dates.items() if key in window.dates}
        return Availability(weekdays_of(dict.fromkeys(self.weekdays.split(), True)), dates)


RECORD = msgspec.json.Decoder(Record)


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def make(raw: Raw, tag: str, since: date) -> Digest | None:
    """Make the digest of a whole record, None if anything in it is malformed or unknown."""
    try:
        record = RECORD.decode(raw)
        weekly = {name: check_slots(slots) for name, slots in record.weekly.items()}
        dates = {key: has_slots(slots) for key, slots in record.dates.items()}
        weekdays_of(weekly)
    except MALFORMED:
        return None
    if tag == NO_TAG or not all(map(is_date, dates)):
        return None
    weekdays = " ".join(name for name, has in weekly.items() if has)
    return Digest(tag, since, weekdays, {key: dates[key] for key in dates if key >= f"{since}"})


def has_slots(slots: Slots | bool) -> bool:
    """Return whether a date has slots; false means that it has none. Raises ValueError if one of
    them is malformed."""
    if slots is True:
        raise ValueError("true is not a list of slots")
    return check_slots(slots or [])


def read(company_id: str, raw: Raw) -> dict[str, Digest]:
    """Read a company's digests by employee. One that can't be read is left out."""

    def convert(employee_id: str, digest: Digest) -> tuple[str, Digest]:
        weekdays_of(dict.fromkeys(digest.weekdays.split(), True))
        return employee_id, digest

    return dict(read_children(raw, path(company_id), Digest, convert, []))


def save(
    company_id: str,
    before: Mapping[str, Digest],
    after: Mapping[str, Digest],
    staff: Container[str],
) -> dict[str, Any]:
    """Return the update that stores the digests that have changed, and deletes those that are gone
    or not of the company's staff."""
    kept = {key: digest for key, digest in after.items() if key in staff}
    changed = [key for key in {**before, **kept} if before.get(key) != kept.get(key)]
    return {f"{path(company_id)}/{key}": msgspec.to_builtins(kept.get(key)) for key in changed}
