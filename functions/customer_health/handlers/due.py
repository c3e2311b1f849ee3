"""Tell the time as of which a scheduled function works."""

from datetime import datetime
from typing import Any

from customer_health.services import Services


def due(event: Any, services: Services) -> datetime:
    """Return the scheduled time of an event, or the present if that time is still to come.

    A job that is run by hand may carry the time at which it is due next. Taken at its word, the
    daily run would do tomorrow's work now, and skip it tomorrow as done. In the emulators the
    caller chooses the time.
    """
    at: datetime = event.schedule_time
    return at if services.config.emulated else min(at, services.now())
