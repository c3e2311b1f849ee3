"""Record what a run reads, to run again without a network, or only to decode the same bytes."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from customer_health.stores.metrics import availability, employees, schedules, timecards
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.decoding import Timestamp


class Recorded:
    """A database that records each answer of its source, and repeats it when it is asked again."""

    def __init__(self, source: BulkDatabase) -> None:
        self.source = source
        self.answers: dict[tuple[str, str], tuple[bytes, str]] = {}

    def bodies(self) -> list[tuple[str, bytes]]:
        """Return each path that was read, and the bytes of its answer, but for answers of keys."""
        return [
            (path, body)
            for (path, query), (body, _) in self.answers.items()
            if "shallow" not in query
        ]

    async def get(self, path: str, **query: Any) -> bytes:
        key = path, str(query)
        if key not in self.answers:
            self.answers[key] = await self.source.get(path, **query), ""
        return self.answers[key][0]

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        if (path, "tagged") not in self.answers:
            self.answers[path, "tagged"] = await self.source.get_tagged(path)
        return self.answers[path, "tagged"]

    async def get_if_changed(self, path: str, tag: str) -> None:
        return None

    async def patch(self, updates: Any) -> None:
        json.dumps(updates).encode()

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None:
        return {"holder": holder}

    async def set_max(self, path: str, value: str) -> None:
        raise RuntimeError(f"{path}: the login must be stored by an earlier run")


Slots = list[availability.Slot]


class WholeWeek(msgspec.Struct, rename="camel"):
    """A week with all of its shifts; the run itself decodes them one by one."""

    status: Literal["draft", "published"]
    shifts: dict[str, schedules.ShiftRecord]
    generated_at: Timestamp | None = None
    published_at: Timestamp | None = None


TYPES: dict[str, Any] = {
    "Employees": dict[str, employees.EmployeeRecord],
    "Schedules": dict[str, WholeWeek],
    "Timecards": dict[str, timecards.TimecardRecord],
    "Availability": dict[str, Slots | bool],
}
DECODERS = {top: msgspec.json.Decoder(kind | None) for top, kind in TYPES.items()}
ANYTHING = msgspec.json.Decoder(dict[str, Any] | int | str | bool | None)


def decode(bodies: Iterable[tuple[str, bytes]]) -> None:
    """Decode each answer at once, into the types that the run uses."""
    for path, body in bodies:
        DECODERS.get(path.partition("/")[0], ANYTHING).decode(body)
