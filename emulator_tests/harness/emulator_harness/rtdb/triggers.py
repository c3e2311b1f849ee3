"""Database triggers of 2nd gen functions: registration, and the events that a write causes."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from .auth import Auth
from .database import Database, encode
from .pattern import Segment, matches, parse_pattern, parse_segment, refs_touched
from .tree import Invalid, Path, Value, clone

_TYPE_PREFIX = "google.firebase.database.ref.v1."
_NAME = re.compile(
    r"projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/triggers/(?P<key>[^/]+)"
)
_GENERATION = re.compile(r"(?P<function>.+)-(?P<number>\d+)")
SAME = object()
"""What `delta_of` gives for two equal values."""


class Registration(msgspec.Struct):
    """What the functions emulator posts; `namespacePattern` is what tells v2 from v1."""

    name: str
    path: str
    event: str
    namespacePattern: str  # noqa: N815


@dataclass(frozen=True, slots=True)
class Trigger:
    project: str
    location: str
    key: str
    kind: str
    pattern: tuple[Segment, ...]
    namespace: Segment

    def wants(self, before: Value | None, after: Value | None) -> bool:
        """Whether this kind of trigger fires for a change from `before` to `after`."""
        match self.kind:
            case "created":
                return before is None
            case "deleted":
                return after is None
            case "updated":
                return before is not None and after is not None
        return True


@dataclass(frozen=True, slots=True)
class Event:
    """A CloudEvent for one function, as it goes over the wire."""

    project: str
    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Watched:
    """A place that a write may change, and what was there before."""

    trigger: Trigger
    ref: Path
    before: Value | None


class Triggers:
    def __init__(self) -> None:
        self._by_function: dict[str, tuple[int, Trigger]] = {}

    def register(self, body: bytes) -> None:
        """Add a trigger. A newer generation of a function replaces the older one, which the
        functions emulator never unregisters."""
        try:
            registration = msgspec.json.decode(body, type=Registration)
        except (msgspec.MsgspecError, ValueError) as error:
            raise Invalid(f"Not a registration of a v2 trigger: {error}") from None
        trigger = _trigger(registration)
        generation = _GENERATION.fullmatch(registration.name)
        function = generation["function"] if generation else registration.name
        number = int(generation["number"]) if generation else 0
        if number >= self._by_function.get(function, (0, trigger))[0]:
            self._by_function[function] = (number, trigger)

    def watched(
        self, namespace: str, database: Database, changes: Mapping[Path, Value | None]
    ) -> list[Watched]:
        """What to look at again after `changes`. To be called before they are applied."""
        depth_of = {
            (trigger, ref): len(path)
            for _, trigger in self._by_function.values()
            if matches(trigger.namespace, namespace)
            for path, after in changes.items()
            for ref in refs_touched(trigger.pattern, path, database.get(path), after)
        }
        return [
            Watched(trigger, ref, _before(database, ref, depth))
            for (trigger, ref), depth in depth_of.items()
        ]


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


def _trigger(registration: Registration) -> Trigger:
    name = _NAME.fullmatch(registration.name)
    kind = registration.event.removeprefix(_TYPE_PREFIX)
    if name is None:
        raise Invalid(
            f"Trigger name {registration.name!r}: expected projects/P/locations/L/triggers/K"
        )
    if kind not in ("created", "updated", "deleted", "written"):
        raise Invalid(
            f"Trigger event {registration.event!r}: expected {_TYPE_PREFIX}written or the like"
        )
    return Trigger(
        **name.groupdict(),
        kind=kind,
        pattern=parse_pattern(registration.path),
        namespace=parse_segment(registration.namespacePattern),
    )


def _before(database: Database, ref: Path, written_depth: int) -> Value | None:
    """A write at or above `ref` detaches what was there; one below it changes it in place."""
    node = database.get(ref)
    return clone(node) if written_depth > len(ref) else node


def _cloud_event(namespace: str, seen: Watched, delta: object, auth: Auth) -> bytes:
    ref, location = "/".join(seen.ref), seen.trigger.location
    event = {
        "specversion": "1.0",
        "id": secrets.token_urlsafe(16),
        "type": _TYPE_PREFIX + seen.trigger.kind,
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
