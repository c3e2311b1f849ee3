"""A fake of Slack over loopback HTTP, started once for each module."""

from collections.abc import Iterator

import pytest

from emulator_harness.fakes.slack import SlackFake


@pytest.fixture(scope="module")
def running() -> Iterator[SlackFake]:
    with SlackFake(rate=None) as fake:
        yield fake


@pytest.fixture
def fake(running: SlackFake) -> SlackFake:
    running.reset()
    return running
