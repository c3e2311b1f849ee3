"""What Slack hears: the sender's task, and the hourly look at what has fallen due."""

import logging
from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import firebase, notifiers, tasks
from customer_health.flows.alerts.deliver import deliver_pending
from customer_health.flows.alerts.hourly import follow_up
from customer_health.flows.expiry import delete_expired

log = logging.getLogger(__name__)


def deliver(request: Any) -> None:
    messenger = notifiers.messenger()
    if messenger is None:
        log.warning("SLACK_TOKEN is not set: what is in the outbox waits")
        return
    deliver_pending(firebase.database(), messenger, lambda: datetime.now(UTC))


def follow_alerts(event: Any) -> None:
    """Also deletes what is kept for a while only, and wakes the sender for whatever a lost task
    has left in the outbox."""
    if event.job_name is None:
        return
    follow_up(firebase.database(), datetime.now(UTC))
    delete_expired(firebase.database(), datetime.now(UTC))
    tasks.enqueue_delivery()
