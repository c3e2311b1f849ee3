"""The parameters of the list of customers: filters, order, and cursor."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, StringConstraints

from customer_health.api.http.fields import OwnerFilter
from customer_health.api.http.models import CompanyLevel, Model
from customer_health.api.http.paging import PageQuery, no_such_page, read_cursor
from customer_health.domain.customers.customer_list import Query
from customer_health.domain.customers.list_entry import COLUMNS, Test
from customer_health.domain.metrics.names import METRICS, PERCENTAGES
from customer_health.domain.text import folded

Column = Annotated[
    str,
    Field(
        pattern=f"^({'|'.join(COLUMNS)})$",
        json_schema_extra={"enum": list(COLUMNS)},
    ),
]


def pair(metrics: Sequence[str], values: str) -> Any:
    """Return the type of a metric and a value, with a colon between."""
    return Annotated[str, StringConstraints(pattern=f"^({'|'.join(metrics)}):({values})$")]


class CustomerFilter(Model):
    """A customer must pass every filter. One that names several levels lets any of them through."""

    search: Annotated[str, Field(max_length=200)] = ""
    """Part of the name or e-mail, in any case. Example: `"erabliere"`"""
    level: tuple[CompanyLevel, ...] = ()
    """The customer's level; several mean any of them. Example: `["critical"]`"""
    metric_level: tuple[
        pair(METRICS, "critical|warning|healthy|none"), ...  # type: ignore[valid-type]
    ] = ()
    """A metric's own level, after a colon. Example: `["quarts_problematiques_50:critical"]`"""
    metric_result: tuple[
        pair(PERCENTAGES, "Yes|No|None"), ...  # type: ignore[valid-type]
    ] = ()
    """A metric's result, after a colon. Example: `["quarts_problematiques_50:Yes"]`"""
    owner: OwnerFilter = ""
    growth_min: FiniteFloat | None = None
    """The least growth in employees over 30 days, in percent. Example: `20`"""
    new: bool = False
    """Only customers that got worse since the run on the day before."""
    sort: Column = "level"
    """The column to sort by. A metric stands for its figure. The most urgent customers come
    first by `level` in descending order: within a level those with more critical metrics,
    then a lower health score, then a larger revenue."""
    order: Literal["asc", "desc"] = "desc"
    """Ascending or descending. Example: `"desc"`"""

    def tests(self) -> Iterator[Test]:
        """Yield the tests that a customer must pass."""
        if text := folded(self.search):
            yield "search", text
        if self.level:
            yield "level", tuple(sorted(set(self.level)))
        for name in self.metric_level:
            yield "metricLevel", tuple(name.split(":"))
        for name in self.metric_result:
            yield "metricResult", tuple(name.split(":"))
        if self.owner:
            yield "owner", self.owner
        if self.growth_min is not None:
            yield "growth", self.growth_min
        if self.new:
            yield "new", True

    def query(self, limit: int = 50, cursor: str = "") -> Query:
        """Return the query for the customer table. Raises NotFound for another list's cursor."""
        after = position_after(cursor, self.sort, self.order) if cursor else None
        return Query(tuple(self.tests()), self.sort, self.order == "desc", limit, after)


class ListQuery(CustomerFilter):
    """The filter and the order, of the list as it is now or as of a date."""

    as_of: date | None = None
    """The date of a daily run, of the last 400 days: the list as that run found it, with customers
    that left since, and without what only today knows: health score, revenue, plan, open alerts,
    trend. Absent: the list as it is now."""


class CustomerQuery(ListQuery, PageQuery):
    """The filter, the order and the page. Its pages are longer than those of other lists, for
    clients that load all customers."""

    limit: Annotated[int, Field(ge=1, le=2000)] = 50
    """How many customers a page has at most. Example: `50`"""


def position_after(cursor: str, sort: str, order: str) -> Sequence[Any]:
    """Return the position in a cursor. Raises NotFound unless the list had this order."""
    match read_cursor(cursor):
        case (found, way, value, str(text), str(entry_id)) if (found, way) == (sort, order):
            return [value, text, entry_id]
    raise no_such_page()
