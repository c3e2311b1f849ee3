"""Queue tasks with Cloud Tasks."""

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from customer_health import trace
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
"""Seconds that Cloud Tasks waits for a task to end before it starts the task again."""


def enqueue_action(action_id: str) -> None:
    """Queue the task that carries an action as far as it can go. Queued twice, it does no harm."""
    _enqueue(ACTION_QUEUE, {"actionId": action_id}, None)


def enqueue_delivery() -> None:
    """Queue the task that sends the outbox. One runs at a time, and sends everything that waits."""
    _enqueue(DELIVERY_QUEUE, {}, None)


def enqueue_export(export_id: str) -> None:
    """Queue the task that puts an export together, once for each export."""
    _enqueue(EXPORT_QUEUE, {"exportId": export_id}, export_id)


def enqueue_refresh(company_id: str, source: "SourceName", now: datetime) -> None:
    """Queue the task that asks a source anew: one in five minutes for a customer and source,
    however many views ask for it."""
    window = int(now.timestamp() // 300)
    task_id = sha256(f"{company_id}/{source}/{window}".encode()).hexdigest()[:40]
    _enqueue(REFRESH_QUEUE, {"companyId": company_id, "source": source}, task_id)


def enqueue_shard(payload: dict[str, Any], task_id: str) -> None:
    """Queue a shard of a daily run."""
    _enqueue(SHARD_QUEUE, payload, task_id)


def _enqueue(queue: str, payload: dict[str, Any], task_id: str | None) -> None:
    """Queue a task with the present trace, unless one with the same id waits or has run already."""
    from firebase_admin import functions
    from firebase_admin.exceptions import AlreadyExistsError, ConflictError

    tasks = functions.task_queue(f"locations/{REGION}/functions/{queue}", app=firebase.app())
    options = functions.TaskOptions(task_id=task_id, dispatch_deadline_seconds=LONGEST)
    try:
        tasks.enqueue({"data": payload | {"trace": trace.current()}}, options)
    except (
        AlreadyExistsError,
        ConflictError,
    ):  # Cloud Tasks raises the first, the emulator the second
        return
    except ValueError as error:
        # Against the emulator, firebase-admin can't read the name of the task it has just queued.
        if not (config().emulated and "resource name" in str(error)):
            raise
