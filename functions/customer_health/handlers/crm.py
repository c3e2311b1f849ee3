"""Exchange data with the CRM: read its companies, and write our figures to them."""

from typing import Any

from customer_health.handlers import traced
from customer_health.handlers.due import due
from customer_health.services import Services


@traced.schedule
def sync_crm(event: Any, services: Services) -> None:
    """Run the hourly sync, write our figures to the CRM if `crm_figures` is set, and wake the
    sender, since the sync may have queued messages. Does nothing without a CRM."""
    crm = services.crm()
    if crm is None:
        return
    from customer_health.flows.matching.sync_crm import sync
    from customer_health.flows.matching.write_figures import write_back

    messenger = services.messenger()
    slack_id = messenger.slack.id_of if messenger else lambda _: None
    now = due(event, services)
    sync(services.database(), crm, now, slack_id)
    if services.config.crm_figures:
        write_back(services.database(), crm, now)
    services.enqueue_delivery()
