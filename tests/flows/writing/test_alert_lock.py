"""The daily run's database, used from a thread that waits for each answer."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, cast

from customer_health.flows.writing.alert_lock import Blocking, BulkWriter


class Asked:
    """A database that remembers the threads that asked it."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    def patch(self, updates: Mapping[str, Any]) -> Any:
        self.threads.append(threading.get_ident())
        return asyncio.sleep(0)


def test_the_database_is_asked_in_the_loop() -> None:
    """Else a request whose task is cancelled before it starts is a coroutine nobody awaits."""
    bulk = Asked()

    async def ask() -> None:
        blocking = Blocking(cast(BulkWriter, bulk), asyncio.get_running_loop())
        await asyncio.to_thread(blocking.patch, {})

    asyncio.run(ask())
    assert bulk.threads == [threading.get_ident()]
