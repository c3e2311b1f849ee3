"""The master account's last login."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
NEVER_BEFORE = datetime(2010, 1, 1, tzinfo=UTC)
"""Older than any login: what apps write for "never", such as 0 or the year 1."""

AHEAD = timedelta(hours=1)
"""How far another clock may be ahead of ours. An event ignores a login dated later than that."""

AHEAD_OF_RUN = DAY
"""A run names a login dated later than that after its clock, and treats it as unknown."""


def last_login(seen: Iterable[datetime | None], clock: datetime) -> datetime | None:
    """Find the newest login that is not after the clock: a later one is unknown to the run."""
    return max((login for login in seen if login and login <= clock), default=None)


def days_since(
    login: datetime | None, created_at: datetime | None, clock: datetime, *, is_unknown: bool
) -> Fraction | None:
    """Exact days from the last login to the clock; one who never logged in counts from the
    company's creation.

    `is_unknown` says that the absence of a login doesn't mean "never". Returns None then, without
    a creation date, or with one that is still to come.
    """
    since = login or created_at
    if since is None or (login is None and (is_unknown or since > clock)):
        return None
    return Fraction((clock - since) // MICROSECOND, DAY // MICROSECOND)
