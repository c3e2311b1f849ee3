"""`--hypothesis-profile=thorough` draws many more examples than a run of all tests has time for."""

from hypothesis import settings

from tests.api.client import api
from tests.connectors.hubspot.portal import hubspot, hubspot_portal

__all__ = ["api", "hubspot", "hubspot_portal"]

settings.register_profile("untimed", deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("untimed")
