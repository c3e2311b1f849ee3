"""Read the children of a decoded node."""

from typing import Any


def children(node: Any) -> dict[str, Any]:
    """Return the children of a node by key; none if it is absent or a scalar.

    The database returns a node with dense integer keys as an array, with None for missing keys.
    """
    if isinstance(node, list):
        return {str(key): value for key, value in enumerate(node) if value is not None}
    if isinstance(node, dict):
        return {key: value for key, value in node.items() if value is not None}
    return {}
