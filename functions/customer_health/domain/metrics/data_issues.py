"""Issues in a company's data. Each is reported by its path, and none stops a run."""

import re
from dataclasses import dataclass
from typing import Literal

IssueReason = Literal[
    "malformed",
    "unknown_employee",
    "unknown_zone",
    "no_master_account",
    "availability_never_submitted",
]

Fault = Literal[
    "missing_field", "unknown_value", "wrong_type", "no_offset", "seconds", "bad_time", "far_date",
    "reversed", "bad_key", "bad_json", "no_email", "similar_email", "unknown_email", "other",
]  # fmt: skip
"""What is wrong with a record, for programs. `detail` is a sentence of a reader or of a library, in
English; a client says the fault in its own language."""

FAULTS: tuple[tuple[Fault, str], ...] = (
    ("missing_field", r"Object missing required field|\w+ is empty|has neither weekly nor dates"),
    ("unknown_value", r"Invalid enum value"),
    ("wrong_type", r"Expected `|timestamp is \w+, not an|true is not a list"),
    ("no_offset", r"timestamp .+ has no offset"),
    ("seconds", r"timestamp .+ is in seconds"),
    ("far_date", r"date .+ is outside the week|.+ is more than 48 hours from noon"),
    ("far_date", r"more than a day after the run|.+ is in the future$"),
    ("reversed", r"clockOut .+ is before clockIn"),
    ("bad_time", r"Invalid RFC3339|Invalid isoformat|timestamp .+ is out of range"),
    ("bad_time", r".+ is not a time of day|(year|month|day|hour|minute|second|offset) .*(is|must)"),
    ("bad_key", r"its key is not a day|a week's key must be|userId .+ can't be a key|can't be an"),
    ("bad_json", r"Input data was|JSON is malformed|Invalid UTF-8|maximum recursion|.*characters:"),
    ("no_email", r"the company has neither masterUserId nor email"),
    ("similar_email", r".+ belongs to no employee; employee .+ has "),
    ("unknown_email", r"no active employee with a userId, and no user"),
)
"""The first pattern that a detail begins with counts."""

FIELD = re.compile(r" - at `\$\.(\w+)`|missing required field `(\w+)`|(clockOut) |(\w+) is empty")

LONGEST = 200
"""The most characters of a detail. A value in the database may have ten million."""


@dataclass(frozen=True, slots=True)
class DataIssue:
    """One record or field with an error: its path, and a description of the error.

    Only records that are `malformed` are left out of the figures.
    """

    path: str
    reason: IssueReason
    detail: str


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class FoundFault:
    """The kind of fault, and the name of the record's field, None if the record has no such one or
    nobody can say."""

    kind: Fault
    field: str | None


def fault_of(detail: str) -> FoundFault:
    """Return what an issue's detail says. A sentence that is not known is the fault `other`."""
    kinds = (kind for kind, pattern in FAULTS if re.match(pattern, detail))
    found = FIELD.search(detail.partition(": ")[0])
    return FoundFault(next(kinds, "other"), next(filter(None, found.groups())) if found else None)
