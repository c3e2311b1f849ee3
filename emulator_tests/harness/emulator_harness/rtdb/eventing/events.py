"""The CloudEvents that a write causes, as the functions receive them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from emulator_harness.rtdb.data.auth import Auth
from emulator_harness.rtdb.data.database import Database, encode
from emulator_harness.rtdb.data.tree import Value

from .triggers import TYPE_PREFIX, Candidate

UNCHANGED = object()
"""What `delta_of` returns for two equal values."""


@dataclass(frozen=True, slots=True)
class Event:
    """An encoded CloudEvent, with the function (`key`) that it is for."""

    project: str
    key: str
    body: bytes


def events_of(
    namespace: str, database: Database, candidates: list[Candidate], auth: Auth
) -> Iterator[Event]:
    """Yield the events of a write. Call this after the write was applied."""
    for candidate in candidates:
        after = database.get(candidate.ref)
        delta = delta_of(candidate.before, after)
        if delta is not UNCHANGED and candidate.trigger.fires_for(candidate.before, after):
            body = _cloud_event(namespace, candidate, delta, auth)
            yield Event(candidate.trigger.project, candidate.trigger.key, body)


def delta_of(before: Value | None, after: Value | None) -> object:
    """Return what changed: merged into `before`, where null deletes a child, it gives `after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        changed = {
            key: delta
            for key in before.keys() | after.keys()
            if (delta := delta_of(before.get(key), after.get(key))) is not UNCHANGED
        }
        return changed or UNCHANGED
    return UNCHANGED if type(before) is type(after) and before == after else after


def _cloud_event(namespace: str, candidate: Candidate, delta: object, auth: Auth) -> bytes:
    ref, location = "/".join(candidate.ref), candidate.trigger.location
    event = {
        "specversion": "1.0",
        "id": secrets.token_urlsafe(16),
        "type": TYPE_PREFIX + candidate.trigger.kind,
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
            "data": candidate.before,
            "delta": delta,
        },
    }
    return encode(event)
