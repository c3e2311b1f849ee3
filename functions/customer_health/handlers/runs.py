"""The daily run's schedule and its shards' tasks."""

from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import firebase, tasks


def start_daily_run(event: Any) -> None:
    """Does nothing without the scheduler's headers: a worker's start-up probe has none, and its
    clock would be no scheduled time."""
    if event.job_name is None:
        return
    from customer_health.flows.runs.start import start_run

    start_run(firebase.database(), tasks.enqueue_shard, event.schedule_time, datetime.now(UTC))


def run_shard(request: Any) -> None:
    import asyncio

    from customer_health.flows.runs import run_shard as shard_run
    from customer_health.flows.runs.shards import Shard

    shard = Shard(**request.data)

    async def run() -> bool:
        async with firebase.bulk_database() as bulk:
            return await shard_run.run_shard(
                bulk, shard, lambda: datetime.now(UTC), firebase.user_by_email
            )

    if asyncio.run(run()):
        tasks.enqueue_delivery()


def check_daily_run(event: Any) -> None:
    if event.job_name is None:
        return
    from customer_health.flows.runs.check import check_run

    if check_run(firebase.database(), tasks.enqueue_shard, event.schedule_time):
        tasks.enqueue_delivery()
