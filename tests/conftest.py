"""`--hypothesis-profile=thorough` draws many more examples than a run of all tests has time for."""

from hypothesis import settings

from tests.api_client import api

__all__ = ["api"]

settings.register_profile("untimed", deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("untimed")
