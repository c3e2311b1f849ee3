"""One database (namespace): its tree, rules and indexes."""

import base64
import hashlib
from collections.abc import Mapping

import msgspec

from .index import Indexes
from .query import Query
from .rules import OPEN_RULES, Rules, index_name
from .tree import BadRequestError, Path, Value, assign, lookup, with_arrays

_encoder = msgspec.json.Encoder(order="sorted")
encode = _encoder.encode
"""Encode as JSON with sorted keys, as RTDB does in its answers."""


class Database:
    def __init__(self) -> None:
        self.root: Value | None = None
        self.rules: Rules = OPEN_RULES
        self._indexes = Indexes()

    def get(self, path: Path) -> Value | None:
        return lookup(self.root, path)

    def select(self, path: Path, query: Query) -> Value | None:
        """Return the children of `path` that are in the query's range.

        A scalar has no children: a query that restricts them gives None, any other the scalar.
        Raises BadRequestError without an index.
        """
        if not self.rules.is_indexed(path, query.order_by):
            raise BadRequestError(
                f'Index not defined, add ".indexOn": "{index_name(query.order_by)}", '
                f'for path "/{"/".join(path)}", to the rules'
            )
        node = self.get(path)
        if not isinstance(node, dict):
            return None if query.is_restricted else node
        keys = self._indexes.get(path, query.order_by, node).select(query)
        return {key: node[key] for key in keys} or None

    def apply(self, changes: Mapping[Path, Value | None]) -> None:
        """Replace the value at each path. No path may be an ancestor of another."""
        for path, value in changes.items():
            self.root = assign(self.root, path, value)
            self._indexes.update_after_write(path, self.root)


def etag_of(value: Value | None) -> str:
    """Return a hash of the content: equal values have equal ETags, whatever came between them."""
    if value is None:
        return "null_etag"
    digest = hashlib.sha1(encode(with_arrays(value)), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()
