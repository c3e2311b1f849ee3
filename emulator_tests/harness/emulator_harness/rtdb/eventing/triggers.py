"""Database triggers of 2nd gen functions, and which of them a write may fire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from emulator_harness.rtdb.data.database import Database
from emulator_harness.rtdb.data.tree import BadRequestError, Path, Value, clone

from .pattern import Segment, matches, parse_pattern, parse_segment, refs_touched

TYPE_PREFIX = "google.firebase.database.ref.v1."
_NAME = re.compile(
    r"projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/triggers/(?P<key>[^/]+)"
)
_GENERATION = re.compile(r"(?P<function>.+)-(?P<number>\d+)")


class Registration(msgspec.Struct):
    """What the functions emulator posts. Only v2 triggers have a `namespacePattern`."""

    name: str
    path: str
    event: str
    namespace_pattern: str = msgspec.field(name="namespacePattern")


@dataclass(frozen=True, slots=True)
class Trigger:
    project: str
    location: str
    key: str
    kind: str
    pattern: tuple[Segment, ...]
    namespace: Segment

    def fires_for(self, before: Value | None, after: Value | None) -> bool:
        """Return whether this kind of trigger fires for a change from `before` to `after`."""
        match self.kind:
            case "created":
                return before is None
            case "deleted":
                return after is None
            case "updated":
                return before is not None and after is not None
        return True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path that a write may change, the trigger that watches it, and its value before."""

    trigger: Trigger
    ref: Path
    before: Value | None


class Triggers:
    def __init__(self) -> None:
        self._by_function: dict[str, tuple[int, Trigger]] = {}

    def register(self, body: bytes) -> None:
        """Add a trigger. Raises BadRequestError.

        A newer generation of a function (name-1) replaces the older one (name-0): the functions
        emulator never unregisters a trigger.
        """
        try:
            registration = msgspec.json.decode(body, type=Registration)
        except (msgspec.MsgspecError, ValueError) as error:
            raise BadRequestError(f"Not a registration of a v2 trigger: {error}") from None
        trigger = _trigger(registration)
        generation = _GENERATION.fullmatch(registration.name)
        function = generation["function"] if generation else registration.name
        number = int(generation["number"]) if generation else 0
        if number >= self._by_function.get(function, (0, trigger))[0]:
            self._by_function[function] = (number, trigger)

    def candidates(
        self, namespace: str, database: Database, changes: Mapping[Path, Value | None]
    ) -> list[Candidate]:
        """Return what to compare after the changes. Call this before they are applied."""
        depth_of = {
            (trigger, ref): len(path)
            for _, trigger in self._by_function.values()
            if matches(trigger.namespace, namespace)
            for path, after in changes.items()
            for ref in refs_touched(trigger.pattern, path, database.get(path), after)
        }
        return [
            Candidate(trigger, ref, _before(database, ref, depth))
            for (trigger, ref), depth in depth_of.items()
        ]


def _trigger(registration: Registration) -> Trigger:
    name = _NAME.fullmatch(registration.name)
    kind = registration.event.removeprefix(TYPE_PREFIX)
    if name is None:
        raise BadRequestError(
            f"Trigger name {registration.name!r}: expected projects/P/locations/L/triggers/K"
        )
    if kind not in ("created", "updated", "deleted", "written"):
        raise BadRequestError(
            f"Trigger event {registration.event!r}: expected {TYPE_PREFIX} with created, updated, "
            "deleted or written"
        )
    return Trigger(
        **name.groupdict(),
        kind=kind,
        pattern=parse_pattern(registration.path),
        namespace=parse_segment(registration.namespace_pattern),
    )


def _before(database: Database, ref: Path, written_depth: int) -> Value | None:
    """Return the value at `ref` before a write; a copy if the write will change it in place."""
    node = database.get(ref)
    return node if node is None or written_depth <= len(ref) else clone(node)
