"""Tell the time as of which a scheduled function works."""

from datetime import datetime, timedelta
from typing import Any

from customer_health.services import Services

SKEW = timedelta(minutes=5)
"""Clocks may differ by this. A run that starts a moment early must have the same request as its
retries."""


def due(event: Any, services: Services) -> datetime:
    """Return the scheduled time of an event, or the present if that time is more than SKEW away.

    A job that is run by hand may carry the time at which it is due next. Taken at its word, the
    daily run would do tomorrow's work now, and skip it tomorrow as done. In the emulators the
    caller chooses the time.
    """
    at: datetime = event.schedule_time
    now = services.now()
    return at if services.config.emulated or at <= now + SKEW else now
