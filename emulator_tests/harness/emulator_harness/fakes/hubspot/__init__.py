"""A HubSpot portal on loopback: `with HubSpotFake() as hubspot: ...`."""

from .fake import HubSpotFake
from .portal import Portal

__all__ = ["HubSpotFake", "Portal"]
