"""A checked request."""

import msgspec

from emulator_harness.rtdb.data.auth import Auth
from emulator_harness.rtdb.data.database import Database
from emulator_harness.rtdb.data.tree import Path

from .message import Request


class Call(msgspec.Struct, frozen=True):
    """A checked request: the database and path that it is about, and its sender."""

    request: Request
    database: Database
    path: Path
    auth: Auth

    @property
    def wants_etag(self) -> bool:
        return self.request.headers.get(b"x-firebase-etag", b"").lower() == b"true"
