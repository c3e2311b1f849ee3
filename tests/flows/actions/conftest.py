"""A world for each test."""

import pytest

from tests.flows.actions.world import World


@pytest.fixture
def world() -> World:
    return World()
