"""`--hypothesis-profile=thorough` draws many more examples than a run of all tests has time for."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=5000)
