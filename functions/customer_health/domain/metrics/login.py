"""The master account's last login."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
AHEAD = timedelta(hours=1)
"""So far another clock may be ahead of ours; what it dates later than that is not believed."""


def last_login(seen: Iterable[datetime | None], clock: datetime) -> datetime | None:
    """The newest login seen that is not after the clock: a later one is unknown to the run."""
    return max((login for login in seen if login and login <= clock), default=None)


def days_since(
    login: datetime | None, created_at: datetime | None, clock: datetime, *, login_known_later: bool
) -> Fraction | None:
    """Exact days from the last login to the clock; never logged in counts from the creation.

    None where nothing can be said: no login and no creation date, or only ones that the clock
    does not know of yet.
    """
    since = login or created_at
    if since is None or (login is None and (login_known_later or since > clock)):
        return None
    return Fraction((clock - since) // MICROSECOND, DAY // MICROSECOND)
