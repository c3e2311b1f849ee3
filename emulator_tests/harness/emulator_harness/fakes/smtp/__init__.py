"""A mail server that stores what it receives: `with SmtpFake() as mail: ...`."""

from .fake import SmtpFake
from .sink import Refusal

__all__ = ["Refusal", "SmtpFake"]
