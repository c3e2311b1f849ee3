"""The sender of the outbox without Slack's token, and once it is set."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from customer_health.handlers import notices
from customer_health.services import Services
from tests.flows.alerts.test_deliver import Channel, entry
from tests.memory_database import MemoryDatabase
from tests.services import services_over


def test_messages_wait_until_the_token_is_set(caplog: pytest.LogCaptureFixture) -> None:
    database, channel = MemoryDatabase({}), Channel()
    database.patch(entry("a"))

    def deliver(services: Services) -> Any:
        notices.deliver(SimpleNamespace(data={}), services)
        return database.get("Outbox/a/state")

    services = services_over(database)
    assert deliver(services) == "pending"
    assert "SLACK_TOKEN is not set" in caplog.text
    assert deliver(replace(services, messenger=lambda: cast(Any, channel))) == "sent"
    assert channel.keys == ["a"]
