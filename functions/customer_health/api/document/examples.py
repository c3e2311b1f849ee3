"""Complete the examples of the document: those that follow from a schema, and those of objects."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
OF_FORMAT = {"date": "2025-11-24", "date-time": "2025-11-24T11:00:00Z"}


def complete(definitions: Mapping[str, Json]) -> None:
    """Give each property of the definitions an example."""
    for definition in definitions.values():
        for schema in definition.get("properties", {}).values():
            schema.setdefault("examples", [example_of(schema, definitions)])


def example_of(schema: Json, definitions: Mapping[str, Json]) -> Any:
    """Return an example of the values that a schema describes, made of the examples of its parts;
    None if a part has none."""
    match schema:
        case {"examples": [example, *_]} | {"const": example} | {"enum": [example, *_]}:
            return example
        case {"$ref": str(reference)}:
            return example_of(definitions[reference.rpartition("/")[2]], definitions)
        case {"anyOf": [one, *_]} | {"oneOf": [one, *_]}:
            return example_of(one, definitions)
        case {"properties": parts}:
            return {name: example_of(part, definitions) for name, part in parts.items()}
        case {"type": "array", "items": items}:
            return [example_of(items, definitions)]
        case {"type": "boolean"}:
            return True
    return OF_FORMAT.get(schema.get("format", ""))
