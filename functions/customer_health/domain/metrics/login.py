"""The master account's last login."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
NEVER_BEFORE = datetime(2010, 1, 1, tzinfo=UTC)
"""A login before this date means "never": apps then write 0 or the year 1."""

AHEAD = timedelta(hours=1)
"""How far another clock may be ahead of ours. An event ignores a login that is further ahead."""

AHEAD_OF_RUN = DAY
"""A run reports a login that is further ahead of its clock, and treats it as unknown."""


def last_login(seen: Iterable[datetime | None], clock: datetime) -> datetime | None:
    """Return the newest login that is not after the clock. A run must not know a later one."""
    return max((login for login in seen if login and login <= clock), default=None)


def days_since(
    login: datetime | None, created_at: datetime | None, clock: datetime, *, is_unknown: bool
) -> Fraction | None:
    """Return the days from the last login to the clock, as an exact fraction.

    If the master account never logged in, the days count from the company's creation. Returns None
    if there is no login and one of these holds: the login `is_unknown`, so that "never" is not
    certain; the creation date is unknown, or in the future.
    """
    since = login or created_at
    if since is None or (login is None and (is_unknown or since > clock)):
        return None
    return Fraction((clock - since) // MICROSECOND, DAY // MICROSECOND)
