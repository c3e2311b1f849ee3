"""Read the description and the example of each field from the docstring below it.

Only the document needs them. As arguments of `Field` they would cost every cold start 14 ms.
"""

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import getsource
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

OURS = "customer_health."
EXAMPLE = " Example: `"
"""What follows it, up to a backtick at the end of the docstring, is JSON."""

Notes = Mapping[str, dict[str, Any]]
"""The `description` and the `examples` of each field."""


def notes_of(model: type[BaseModel]) -> Notes:
    """Return what is written below the fields of a model, in its own class or in its bases."""
    classes = (*model.__mro__, getattr(model, "described_by", None))
    found: dict[str, dict[str, Any]] = {}
    for one in reversed([one for one in classes if one and one.__module__.startswith(OURS)]):
        for field, note in notes_in(one.__module__).get(one.__name__, {}).items():
            found[field] = found.get(field, {}) | note
    return found


@cache
def notes_in(module: str) -> Mapping[str, Notes]:
    """Return the notes on the fields of each class of a module."""
    tree = ast.parse(getsource(sys.modules[module]))
    return {one.name: dict(notes(one)) for one in tree.body if isinstance(one, ast.ClassDef)}


def notes(declared: ast.ClassDef) -> Iterator[tuple[str, dict[str, Any]]]:
    for pair in pairwise(declared.body):
        match pair:
            case [
                ast.AnnAssign(target=ast.Name(id=field)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ]:
                yield field, note(text)


def note(docstring: str) -> dict[str, Any]:
    """Return the parts of a docstring."""
    description, _, example = " ".join(docstring.split()).removesuffix("`").partition(EXAMPLE)
    return {"description": description} | ({"examples": [json.loads(example)]} if example else {})
