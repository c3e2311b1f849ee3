"""JSON of any size, decoded so that other threads can run in between."""

from typing import TypeAlias

import msgspec

from .tree import Json

LARGE = 1024 * 1024
"""From this many bytes on, JSON is decoded child by child."""
_Parts: TypeAlias = dict[str, msgspec.Raw] | list[msgspec.Raw] | str | int | float | bool | None


def decode(text: bytes | memoryview) -> Json:
    """Decode JSON. msgspec keeps the interpreter's lock for the whole of a call."""
    if len(text) < LARGE:
        data: Json = msgspec.json.decode(text)
        return data
    parts: _Parts = msgspec.json.decode(text, type=_Parts)
    if isinstance(parts, dict):
        return {key: decode(memoryview(part)) for key, part in parts.items()}
    if isinstance(parts, list):
        return [decode(memoryview(part)) for part in parts]
    return parts
