"""Tests that draw examples draw few, and always the same; `make fuzz` draws many others. No test
waits long between two requests to a vendor."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

from customer_health import trace
from customer_health.connectors.http import client
from tests.api.client import api
from tests.connectors.hubspot.portal import hubspot, hubspot_portal

__all__ = ["api", "hubspot", "hubspot_portal"]

settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("seeded")
client.FIRST_PAUSE = 0.01


class Scheduling(LoadFileScheduling):  # type: ignore[misc]
    """Runs the tests of a file in one process, and all of the demo's, which share its data."""

    def _split_scope(self, nodeid: str) -> str:
        return "demo" if nodeid.startswith("tests/demo/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def no_trace() -> Iterator[None]:
    """Leave to no test the trace of the one before."""
    with trace.using(None):
        yield
