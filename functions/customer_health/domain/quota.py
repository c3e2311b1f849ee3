"""How many requests an account may send in a time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` requests of an account in each window of `seconds`."""

    name: str
    limit: int
    seconds: int

    def window(self, now: datetime) -> tuple[int, int]:
        """Return the number of the current window, and the seconds until it ends."""
        number, passed = divmod(int(now.timestamp()), self.seconds)
        return number, self.seconds - passed
