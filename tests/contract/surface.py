"""List the contract with clients: operations and keys of the API, and paths of the database.

`python -m tests.contract.surface` rewrites the two lists beside this file. Do that only for a
change that its clients have agreed to: a rename of ours must leave both lists as they are.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
API, DATABASE = HERE / "api.txt", HERE / "database.txt"
CONTRACT = HERE.parent.parent / "docs" / "data-contract.md"
WORDING = {"title", "description", "summary", "$ref", "examples", "example", "discriminator"}
"""Keys of a schema that tell people something, and change nothing that a client sends or reads."""
KEYS = re.compile(r"(?!else:)[A-Za-z_{}|/]+[?]?(, [A-Za-z_]+[?]?)*(:|$|/)")
"""One path, or one or several keys, with what stands after them."""

Json = Mapping[str, Any]


def api_lines(document: Json) -> list[str]:
    """Return a line for each parameter and each key of a body or an answer, with its limits."""
    return sorted(
        line
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for line in operation_lines(f"{method.upper()} {path}", operation, document)
    )


def operation_lines(name: str, operation: Json, document: Json) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        label = f"{name} {parameter['in']} {parameter['name']}"
        yield from schema_lines(label, parameter["schema"], document)
        if parameter.get("required"):
            yield f"{label} required"
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        yield from schema_lines(f"{name} body {media}", body["schema"], document)
    for status, answer in operation["responses"].items():
        yield f"{name} {status}"
        for media, body in answer.get("content", {}).items():
            if not media.startswith("application/problem"):
                yield from schema_lines(f"{name} {status} {media}", body["schema"], document)


def schema_lines(
    label: str, schema: Json, document: Json, seen: tuple[str, ...] = ()
) -> Iterator[str]:
    """Return the lines of a schema. References are followed, but a circular one only once."""
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        if name not in seen:
            target = document["components"]["schemas"][name]
            yield from schema_lines(label, target, document, (*seen, name))
        return
    limits = {
        key: value
        for key, value in schema.items()
        if key not in WORDING and not isinstance(value, dict) and key not in ("anyOf", "oneOf")
    }
    yield " ".join([label, *(f"{key}={limits[key]}" for key in sorted(limits))])
    for key, child in schema.get("properties", {}).items():
        yield from schema_lines(f"{label} .{key}", child, document, seen)
    if isinstance(items := schema.get("items"), dict):
        yield from schema_lines(f"{label} []", items, document, seen)
    if isinstance(values := schema.get("additionalProperties"), dict):
        yield from schema_lines(f"{label} .*", values, document, seen)
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from schema_lines(f"{label} |", choice, document, seen)


def database_lines(page: str) -> list[str]:
    """Return the paths and keys in the page's code blocks, without their explanations."""
    blocks = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [part for line in lines for part in re.split(r"\s{3,}", line) if KEYS.match(part)]


if __name__ == "__main__":
    from customer_health.api.openapi import document
    from tests.api.client import APP

    API.write_text("\n".join(api_lines(document(APP))) + "\n", "utf-8")
    DATABASE.write_text("\n".join(database_lines(CONTRACT.read_text("utf-8"))) + "\n", "utf-8")
