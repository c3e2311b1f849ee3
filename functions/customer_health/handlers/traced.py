"""Give each invocation of a function its trace: decorators of handlers, by kind of trigger."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from customer_health import trace
from customer_health.services import Services

log = logging.getLogger(__name__)
Handler = Callable[[Any, Services], None]


def event(handler: Handler) -> Handler:
    """Decorate the handler of an event of the database. An event that comes twice has one trace."""

    @wraps(handler)
    def traced(event: Any, services: Services) -> None:
        trace.start(trace.derived(event.id))
        handler(event, services)

    return traced


def schedule(handler: Handler) -> Handler:
    """Decorate the handler of a scheduled function. Each attempt at the same time has the same
    trace. A worker's start-up probe is not handled: it has no `job_name`, and its clock is no
    scheduled time."""

    @wraps(handler)
    def traced(event: Any, services: Services) -> None:
        if event.job_name is None:
            return
        trace.start(trace.derived(event.job_name, event.schedule_time.isoformat()))
        handler(event, services)

    return traced


def task(handler: Handler) -> Handler:
    """Decorate the handler of a task. It has the trace of the work that queued it, which is taken
    out of the payload. An error is logged with its stack; the SDK would log its message only."""

    @wraps(handler)
    def traced(request: Any, services: Services) -> None:
        trace.start(request.data.pop("trace", None))
        try:
            handler(request, services)
        except Exception:
            log.exception("%s failed", handler.__name__)
            raise

    return traced
