"""The CRM's companies come, and our figures go."""

from typing import Any

from customer_health.bootstrap import firebase, notifiers, tasks, vendors
from customer_health.config import config

PATIENCE = 300.0
"""Seconds for one request: a night's work waits out what a vendor asks for."""


def sync_crm(event: Any) -> None:
    """Also wakes the sender: a match is told of. Does nothing for a worker's start-up probe."""
    if event.job_name is None:
        return
    crm = vendors.hubspot(PATIENCE)
    if crm is None:
        return
    from customer_health.flows.matching.sync_crm import sync
    from customer_health.flows.matching.write_figures import write_back

    messenger = notifiers.messenger()
    slack_id = messenger.slack.id_of if messenger else lambda _: None
    sync(firebase.database(), crm, event.schedule_time, slack_id)
    if config().crm_figures:
        write_back(firebase.database(), crm, event.schedule_time)
    tasks.enqueue_delivery()
