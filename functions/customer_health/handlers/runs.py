"""Start, run and check the daily run."""

from typing import Any

from customer_health.handlers import traced
from customer_health.handlers.due import due
from customer_health.services import Services


@traced.schedule
def start_daily_run(event: Any, services: Services) -> None:
    """Queue the shards of the day's run."""
    from customer_health.flows.runs.start import start_run

    clock = due(event, services)
    start_run(services.database(), services.enqueue_shard, clock, services.now())


@traced.task
def run_shard(request: Any, services: Services) -> None:
    import asyncio

    from customer_health.flows.runs import run_shard as shard_run
    from customer_health.flows.runs.shards import Shard

    shard = Shard(**request.data)

    async def run() -> bool:
        async with services.bulk_database() as bulk:
            return await shard_run.run_shard(bulk, shard, services.now, services.user_by_email)

    if asyncio.run(run()):
        services.enqueue_delivery()


@traced.schedule
def check_daily_run(event: Any, services: Services) -> None:
    """Report what went wrong with the day's run, queue what is missing of it, and report on a month
    that is over."""
    from customer_health.flows.monthly_digest import queue_digest
    from customer_health.flows.runs.check import check_run

    now = due(event, services)
    has_problem = check_run(services.database(), services.enqueue_shard, now)
    if queue_digest(services.database(), now) or has_problem:
        services.enqueue_delivery()
