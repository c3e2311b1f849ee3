"""Faults that tests inject into requests and events."""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec

from .eventing.event_faults import Count, EventFaults, Milliseconds


class RequestFault(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What happens to requests of `method` whose path (`/a/b`, no `.json`) matches `path`.

    `path` is a regular expression that may match anywhere. The first `skip` requests pass, then
    `times` are hit (None: all). With `status` the server answers that error and writes nothing;
    without it the request is carried out. `delay_ms` delays the answer. `drop_connection` closes
    the connection instead of answering.
    """

    method: str | None = None
    path: str = ""
    status: Annotated[int, msgspec.Meta(ge=400, le=599)] | None = None
    delay_ms: Milliseconds = 0
    times: Count | None = None
    skip: Count = 0
    drop_connection: bool = False

    def __post_init__(self) -> None:
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path is not a regular expression: {error}") from None

    def hits(self, method: str, paths: Sequence[str]) -> bool:
        """Return whether this request is hit, and count `skip` and `times` down."""
        if self.times == 0 or (self.method or method) != method:
            return False
        if not any(re.search(self.path, path) for path in paths):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults(msgspec.Struct, forbid_unknown_fields=True):
    events: EventFaults = msgspec.field(default_factory=EventFaults)
    requests: list[RequestFault] = []
