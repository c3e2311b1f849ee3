"""The rows that a benchmark prints."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """A ratio and its budget: a maximum, or with `at_least` a minimum."""

    measure: str
    ratio: float
    budget: float
    detail: str = ""
    at_least: bool = False

    @property
    def verdict(self) -> str:
        kept = self.ratio >= self.budget if self.at_least else self.ratio <= self.budget
        return "ok" if kept else "over"


def show(rows: Iterable[Row]) -> None:
    table = Table("measure", "ratio", "budget", "", "detail")
    for row in rows:
        budget = f"{'≥' if row.at_least else '≤'} {row.budget:g}"
        table.add_row(row.measure, f"{row.ratio:.2f}", budget, row.verdict, row.detail)
    Console(width=110).print(table)
