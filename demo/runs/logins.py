"""The earlier logins of master accounts. The app keeps only the newest one."""

from datetime import datetime, timedelta
from random import Random

DAY = timedelta(days=1)

RHYTHMS = ((1, 1, 1, 1, 2, 3), (1, 2, 3, 4), (2, 4, 5, 6))
"""The numbers of days between two logins; each person has one of these rhythms."""

BREAKS = (9, 11, 16)
"""The days of a long break: the last one is critical, the others are a warning."""

BREAK_PROBABILITY = 0.04


def earlier_logins(company_id: str, newest: datetime, since: datetime) -> list[datetime]:
    """Return the logins of a company's master account from `since` to the newest one, oldest first.
    They are the same each time for the same arguments."""
    rng = Random(f"{company_id}:logins")
    rhythm = rng.choice(RHYTHMS)
    found, at = [newest], newest
    while True:
        days = rng.choice(BREAKS if rng.random() < BREAK_PROBABILITY else rhythm)
        at -= days * DAY + timedelta(minutes=rng.randint(-180, 180))
        if at < since:
            return found
        found.insert(0, at)
