"""What was wrong with the data: named by path, never a reason to stop."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["malformed", "unknown_employee", "unknown_zone", "availability_never_submitted"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One record or field, where it lies, and what is wrong with it.

    Only `malformed` ones are left out of the figures.
    """

    path: str
    reason: Reason
    detail: str
