"""A Stripe account on loopback: `with StripeFake() as stripe: ...`."""

from .fake import StripeFake

__all__ = ["StripeFake"]
