"""Issues in a company's data. Each is reported by its path, and none stops a run."""

from dataclasses import dataclass
from typing import Literal

IssueReason = Literal[
    "malformed",
    "unknown_employee",
    "unknown_zone",
    "no_master_account",
    "availability_never_submitted",
]

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
