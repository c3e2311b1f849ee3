"""Carry out quick actions by task, and go on with those that were interrupted."""

import logging
from typing import Any

from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.follow_up import to_resume
from customer_health.handlers import traced
from customer_health.services import Services
from customer_health.stores.audit import log as audit_log

log = logging.getLogger(__name__)


@traced.task
def run(request: Any, services: Services) -> None:
    database, vendors = services.database(), services.action_vendors()
    run_action(database, vendors, request.data["actionId"], services.now)
    services.enqueue_delivery()


@traced.schedule
def follow(event: Any, services: Services) -> None:
    """Queue the actions that nobody goes on with. Also writes the audit log's newest hash to the
    function's own log, where no change of the database can reach it."""
    database = services.database()
    head = audit_log.read_head(database)
    log.info("audit anchor %d:%s", head.number, head.hash)
    for action_id in to_resume(database, services.now()):
        try:
            services.enqueue_action(action_id)
        except Exception:
            log.exception("action %s was not queued; the next look queues it", action_id)
