"""Write tables as CSV for spreadsheets: `customers.csv` and the reports."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Literal, TypeVar

from flask import Response

from customer_health.api.http.models import Model

Cell = str | int | float | None
Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], Cell]]
Separator = Literal[",", ";"]

BOM = "\ufeff"  # so that Excel reads UTF-8
FORMULA = re.compile(r"^(?=[\t\r\n])|(?<![^,;\t\r\n])(?=(?:[^\S\t\r\n]|\")*[=+\-@＝＋－＠])")
"""Where a spreadsheet would see the beginning of a formula. Within a text it may be behind `,` or
`;`: one that expects the other separator takes what follows for a cell."""


class CsvQuery(Model):
    separator: Separator = ","
    """What is between the columns. With `;`, for Excel in French, decimals have commas."""


def as_csv(
    filename: str, columns: Columns[Row], rows: Iterable[Row], separator: Separator
) -> Response:
    response = Response(table(columns, rows, separator), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={filename}"
    return response


def table(columns: Columns[Row], rows: Iterable[Row], separator: Separator = ",") -> Iterator[str]:
    yield BOM + line(columns, separator)
    for row in rows:
        yield line((written(tell(row), separator) for tell in columns.values()), separator)


def line(cells: Iterable[Cell], separator: Separator) -> str:
    text = StringIO()
    csv.writer(text, delimiter=separator).writerow(cells)
    return text.getvalue()


def written(cell: Cell, separator: Separator) -> Cell:
    """Return a cell as it is written. An apostrophe marks a text that would run as a formula."""
    if isinstance(cell, float) and separator == ";":
        return str(cell).replace(".", ",")
    return FORMULA.sub("'", cell) if isinstance(cell, str) else cell
