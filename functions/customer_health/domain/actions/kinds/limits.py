"""What the values of parameters may be. The API checks them, and its document states them."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a text its `pattern` and length in characters, of a mapping its length in keys, of a
    number its bounds, both included."""

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    ge: int | None = None
    le: int | None = None


VendorId = Annotated[str, Limits(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
"""It becomes a part of a vendor's URL."""

Line = Annotated[str, Limits(pattern=r"^[^\x00-\x1f\x7f]*$", min_length=1, max_length=150)]
"""It becomes a header of a mail: a line break in it would begin another header."""

NOT_BLANK = r"[^\s\x85\ufeff]"
"""A character that is no space. Two are named, as JSON Schema's regular expressions and pydantic's
disagree on whether they are spaces."""

Text = Annotated[str, Limits(pattern=NOT_BLANK, max_length=10_000)]
