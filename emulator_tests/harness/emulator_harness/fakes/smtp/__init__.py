"""A mail server that keeps what it gets: `with SmtpFake() as mail: ...`."""

from .fake import SmtpFake
from .sink import Refusal

__all__ = ["Refusal", "SmtpFake"]
