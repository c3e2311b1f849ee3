"""The task that runs an action, and the schedule that resumes actions which have no task."""

import logging
from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import effects, firebase, tasks, vendors
from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.follow_up import to_resume
from customer_health.stores.audit import log as audit_log

log = logging.getLogger(__name__)


def run(request: Any) -> None:
    database = firebase.database()
    with_patience = effects.action_vendors(vendors.PATIENT)
    run_action(database, with_patience, request.data["actionId"], lambda: datetime.now(UTC))
    tasks.enqueue_delivery()


def follow(event: Any) -> None:
    """Also writes an anchor, the audit log's head, to the function's log, outside the database."""
    if event.job_name is None:
        return
    database = firebase.database()
    head = audit_log.read_head(database)
    log.info("audit anchor %d:%s", head.number, head.hash)
    for action_id in to_resume(database, datetime.now(UTC)):
        try:
            tasks.enqueue_action(action_id)
        except Exception:
            log.exception("action %s was not queued; the next schedule queues it", action_id)
