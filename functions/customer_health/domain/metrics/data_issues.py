"""What was wrong with the data: named by path, never a reason to stop."""

from dataclasses import dataclass
from typing import Literal

IssueReason = Literal[
    "malformed", "unknown_employee", "unknown_zone", "availability_never_submitted"
]


@dataclass(frozen=True, slots=True)
class DataIssue:
    """One record or field, where it lies, and what is wrong with it.

    Only `malformed` ones are left out of the figures.
    """

    path: str
    reason: IssueReason
    detail: str
