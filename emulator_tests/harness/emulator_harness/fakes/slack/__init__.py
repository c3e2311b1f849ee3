"""A Slack workspace on loopback: `with SlackFake() as slack: ...`."""

from .fake import SlackFake
from .server import Fault
from .workspace import SlackUser

__all__ = ["Fault", "SlackFake", "SlackUser"]
