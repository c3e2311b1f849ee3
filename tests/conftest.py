"""Tests that draw examples draw few, and always the same; `make fuzz` draws many others."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from customer_health import trace
from tests.api.client import api
from tests.connectors.hubspot.portal import hubspot, hubspot_portal

__all__ = ["api", "hubspot", "hubspot_portal"]

settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("seeded")


@pytest.fixture(autouse=True)
def no_trace() -> Iterator[None]:
    """Leave to no test the trace of the one before."""
    with trace.using(None):
        yield
