"""What was wrong with the data: named by path, never a reason to stop."""

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
"""Characters of a detail: a value may have ten million."""


@dataclass(frozen=True, slots=True)
class DataIssue:
    """One record or field, where it lies, and what is wrong with it.

    Only `malformed` ones are left out of the figures.
    """

    path: str
    reason: IssueReason
    detail: str


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
