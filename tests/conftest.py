"""Tests that draw examples draw few, and always the same; `make fuzz` draws many others."""

from hypothesis import settings

from tests.api.client import api
from tests.connectors.hubspot.portal import hubspot, hubspot_portal

__all__ = ["api", "hubspot", "hubspot_portal"]

settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("seeded")
