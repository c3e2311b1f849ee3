"""The master account's last login."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


def last_login(seen: Iterable[datetime | None], clock: datetime) -> datetime | None:
    """The newest login seen that is not after the clock: a later one is unknown to the run."""
    return max((login for login in seen if login and login <= clock), default=None)


def days_since(
    login: datetime | None, created_at: datetime | None, clock: datetime, *, login_known_later: bool
) -> Fraction | None:
    """Exact days from the last login to the clock; never logged in counts from the creation.

    None where nothing can be said: no login and no creation date, or only a login that the
    clock does not know of yet.
    """
    if login is None and login_known_later:
        return None
    since = login or created_at
    return (
        None
        if since is None
        else Fraction((clock - since) // timedelta(microseconds=1))
        / (DAY // timedelta(microseconds=1))
    )
