"""A node of the database, decoded."""

from typing import Any


def children(node: Any) -> dict[str, Any]:
    """By key. Keys that are dense integers make the database answer with an array, with holes."""
    if isinstance(node, list):
        return {str(key): value for key, value in enumerate(node) if value is not None}
    if isinstance(node, dict):
        return {key: value for key, value in node.items() if value is not None}
    return {}
