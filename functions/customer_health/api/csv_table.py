"""A table for a spreadsheet: `customers.csv` and the reports."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import TypeVar

from flask import Response

Cell = str | int | float | None
Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], Cell]]

BOM = "\ufeff"  # so that Excel reads UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(filename: str, columns: Columns[Row], rows: Iterable[Row]) -> Response:
    response = Response(table(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={filename}"
    return response


def table(columns: Columns[Row], rows: Iterable[Row]) -> Iterator[str]:
    yield BOM + line(columns)
    for row in rows:
        yield line(guarded(tell(row)) for tell in columns.values())


def line(cells: Iterable[Cell]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula is marked as a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
