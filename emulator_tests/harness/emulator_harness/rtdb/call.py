"""A checked request."""

import msgspec

from .auth import Auth
from .database import Database
from .message import Request
from .tree import Path


class Call(msgspec.Struct, frozen=True):
    """A checked request: the database and path that it is about, and its sender."""

    request: Request
    database: Database
    path: Path
    auth: Auth

    @property
    def wants_etag(self) -> bool:
        return self.request.headers.get(b"x-firebase-etag", b"").lower() == b"true"
