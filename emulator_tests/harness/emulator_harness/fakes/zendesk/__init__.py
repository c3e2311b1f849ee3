"""A Zendesk help desk on loopback: `with ZendeskFake() as zendesk: ...`."""

from .fake import ZendeskFake

__all__ = ["ZendeskFake"]
