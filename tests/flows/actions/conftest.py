"""A world for each test: with vendors in memory, or with the vendors' fakes."""

from collections.abc import Iterator

import pytest

from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from tests.connectors.hubspot import portal as hubspot_portal
from tests.flows.actions.fakes import Fakes
from tests.flows.actions.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with (
        StripeFake() as stripe,
        ZendeskFake() as zendesk,
        SmtpFake() as smtp,
        hubspot_portal.portal() as hubspot,
    ):
        yield Fakes(stripe, zendesk, smtp, hubspot)
