"""The events of a write, as the CloudEvents that functions get."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from .auth import Auth
from .database import Database, encode
from .tree import Value
from .triggers import TYPE_PREFIX, Watched

SAME = object()
"""What `delta_of` gives for two equal values."""


@dataclass(frozen=True, slots=True)
class Event:
    """A CloudEvent for one function, as it goes over the wire."""

    project: str
    key: str
    body: bytes


def events(
    namespace: str, database: Database, watched: list[Watched], auth: Auth
) -> Iterator[Event]:
    """The events of a write. To be called after it was applied."""
    for seen in watched:
        after = database.get(seen.ref)
        delta = delta_of(seen.before, after)
        if delta is not SAME and seen.trigger.wants(seen.before, after):
            body = _cloud_event(namespace, seen, delta, auth)
            yield Event(seen.trigger.project, seen.trigger.key, body)


def delta_of(before: Value | None, after: Value | None) -> object:
    """What changed: laid over `before`, child by child and null deleting, it gives `after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        changed = {
            key: delta
            for key in before.keys() | after.keys()
            if (delta := delta_of(before.get(key), after.get(key))) is not SAME
        }
        return changed or SAME
    return SAME if type(before) is type(after) and before == after else after


def _cloud_event(namespace: str, seen: Watched, delta: object, auth: Auth) -> bytes:
    ref, location = "/".join(seen.ref), seen.trigger.location
    event = {
        "specversion": "1.0",
        "id": secrets.token_urlsafe(16),
        "type": TYPE_PREFIX + seen.trigger.kind,
        "source": f"//firebasedatabase.googleapis.com/projects/_/locations/{location}"
        f"/instances/{namespace}",
        "subject": f"refs/{ref}",
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "instance": namespace,
        "ref": ref,
        "location": location,
        "firebasedatabasehost": "firebaseio.com",
        **auth.event_attributes(),
        "data": {
            "@type": "type.googleapis.com/google.events.firebase.database.v1.ReferenceEventData",
            "data": seen.before,
            "delta": delta,
        },
    }
    return encode(event)
