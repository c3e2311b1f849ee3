"""Send what waits in the outbox, and follow up hourly on what has fallen due."""

import logging
from typing import Any

from customer_health.flows.alerts.deliver import deliver_pending
from customer_health.flows.alerts.hourly import follow_up
from customer_health.flows.expiry import delete_expired
from customer_health.handlers import traced
from customer_health.services import Services

log = logging.getLogger(__name__)


@traced.task
def deliver(request: Any, services: Services) -> None:
    messenger = services.messenger()
    if messenger is None:
        log.warning("SLACK_TOKEN is not set: what is in the outbox waits")
        return
    deliver_pending(services.database(), messenger, services.now)


@traced.schedule
def follow_alerts(event: Any, services: Services) -> None:
    """Follow up on alerts, and delete what has expired. Also wakes the sender, for whatever a lost
    task has left in the outbox."""
    follow_up(services.database(), services.now())
    delete_expired(services.database(), services.now())
    services.enqueue_delivery()
