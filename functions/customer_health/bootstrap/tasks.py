"""The queues of tasks."""

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from customer_health.bootstrap import firebase
from customer_health.config import (
    ACTION_QUEUE,
    DELIVERY_QUEUE,
    EXPORT_QUEUE,
    REFRESH_QUEUE,
    REGION,
    SHARD_QUEUE,
    config,
)

if TYPE_CHECKING:
    from customer_health.domain.context.source import SourceName

LONGEST = 1800
"""Seconds that Cloud Tasks waits for a task before it starts another in its place."""


def enqueue_action(action_id: str) -> None:
    """Have an action brought as far as it gets. Twice does no harm."""
    _enqueue(ACTION_QUEUE, {"actionId": action_id}, None)


def enqueue_delivery() -> None:
    """Wake the sender. One runs at a time, and each takes all that waits."""
    _enqueue(DELIVERY_QUEUE, {}, None)


def enqueue_export(export_id: str) -> None:
    _enqueue(EXPORT_QUEUE, {"exportId": export_id}, export_id)


def enqueue_refresh(company_id: str, source: "SourceName", now: datetime) -> None:
    """One task for a customer and source in five minutes, however many views ask for it."""
    window = int(now.timestamp() // 300)
    task_id = sha256(f"{company_id}/{source}/{window}".encode()).hexdigest()[:40]
    _enqueue(REFRESH_QUEUE, {"companyId": company_id, "source": source}, task_id)


def enqueue_shard(payload: dict[str, Any], task_id: str) -> None:
    _enqueue(SHARD_QUEUE, payload, task_id)


def _enqueue(queue: str, payload: dict[str, Any], task_id: str | None) -> None:
    """A task that exists already, or has run, is left alone."""
    from firebase_admin import functions
    from firebase_admin.exceptions import AlreadyExistsError, ConflictError

    tasks = functions.task_queue(f"locations/{REGION}/functions/{queue}", app=firebase.app())
    options = functions.TaskOptions(task_id=task_id, dispatch_deadline_seconds=LONGEST)
    try:
        tasks.enqueue({"data": payload}, options)
    except (AlreadyExistsError, ConflictError):  # as Cloud Tasks says it, and as the emulator does
        return
    except ValueError as error:
        # Against the emulator, firebase-admin can't read the name of the task it has just queued.
        if not (config().emulated and "resource name" in str(error)):
            raise
