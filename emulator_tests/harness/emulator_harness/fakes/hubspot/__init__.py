"""HubSpot's CRM, as far as its documentation says how it behaves."""

from .fake import HubSpotFake
from .portal import Portal

__all__ = ["HubSpotFake", "Portal"]
