"""Path patterns of triggers: `items/{id}`, `items/*`, `items/prefix-*`."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from emulator_harness.rtdb.data.tree import BadRequestError, Path, Value

Segment: TypeAlias = str | re.Pattern[str]

_CAPTURE = re.compile(r"\{[^{}=]+(?:=([^{}]*))?\}")


def parse_pattern(text: str) -> tuple[Segment, ...]:
    return tuple(parse_segment(part) for part in text.split("/") if part)


def parse_segment(text: str) -> Segment:
    """Return the key itself, or a regular expression for a segment with a wildcard."""
    glob = _CAPTURE.sub(lambda capture: capture[1] or "*", text)
    if "**" in glob or "{" in glob or "}" in glob:
        raise BadRequestError(
            f"Trigger pattern {text!r}: a segment may be a key, {{name}}, * or a key with * in it"
        )
    if "*" not in glob:
        return glob
    return re.compile(".*".join(map(re.escape, glob.split("*"))), re.DOTALL)


def matches(segment: Segment, key: str) -> bool:
    return segment == key if isinstance(segment, str) else segment.fullmatch(key) is not None


def refs_touched(
    pattern: Sequence[Segment], path: Path, before: Value | None, after: Value | None
) -> Iterator[Path]:
    """Yield the paths that match `pattern` and that a write at `path` may change.

    A write below the pattern's depth touches one path above it. A write above it touches every
    matching descendant of the old value (`before`) and of the new one (`after`).
    """
    if not all(matches(segment, key) for segment, key in zip(pattern, path, strict=False)):
        return
    if len(pattern) <= len(path):
        yield path[: len(pattern)]
    else:
        yield from _descendants(pattern[len(path) :], path, [before, after])


def _descendants(
    pattern: Sequence[Segment], path: Path, nodes: list[Value | None]
) -> Iterator[Path]:
    if not pattern:
        yield path
        return
    branches = [node for node in nodes if isinstance(node, dict)]
    keys = dict.fromkeys(key for branch in branches for key in branch if matches(pattern[0], key))
    for key in keys:
        yield from _descendants(pattern[1:], (*path, key), [node.get(key) for node in branches])
