"""Actions that are done by a task, and the look at those that nobody goes on with."""

import logging
from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import effects, firebase, tasks, vendors
from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.follow_up import to_go_on_with
from customer_health.stores.audit import log as audit

log = logging.getLogger(__name__)


def run(request: Any) -> None:
    database = firebase.database()
    to = effects.action_vendors(vendors.PATIENT)
    run_action(database, to, request.data["actionId"], lambda: datetime.now(UTC))
    tasks.enqueue_delivery()


def follow(event: Any) -> None:
    """Also notes the audit log's head in the function's own log, which is kept elsewhere."""
    if event.job_name is None:
        return
    database = firebase.database()
    head = audit.read_head(database)
    log.info("audit anchor %d:%s", head.number, head.hash)
    for action_id in to_go_on_with(database, datetime.now(UTC)):
        try:
            tasks.enqueue_action(action_id)
        except Exception:
            log.exception("action %s was not queued; the next look does it", action_id)
