"""Which customers, and in what order: the list's parameters, and its cursor."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, StringConstraints

from customer_health.api.http.models import CompanyLevel, Model
from customer_health.api.http.paging import PageQuery, no_such_page, read_cursor
from customer_health.domain.customers.customer_list import Query
from customer_health.domain.customers.list_entry import COLUMNS, UNASSIGNED, Test
from customer_health.domain.metrics.names import METRICS, PERCENTAGES
from customer_health.domain.text import folded

Column = Annotated[
    str,
    Field(
        pattern=f"^({'|'.join(COLUMNS)})$",
        description="A column; for a metric its figure.",
        json_schema_extra={"enum": list(COLUMNS)},
    ),
]


def pair(metrics: Sequence[str], values: str) -> Any:
    """A metric and what it must be, with a colon between."""
    return Annotated[str, StringConstraints(pattern=f"^({'|'.join(metrics)}):({values})$")]


class CustomerFilter(Model):
    """Each filter narrows; of several levels any will do."""

    search: Annotated[
        str, Field(max_length=200, description="Part of the name or e-mail; any case and accents.")
    ] = ""
    level: tuple[CompanyLevel, ...] = ()
    metric_level: Annotated[
        tuple[pair(METRICS, "critical|warning|healthy|none"), ...],  # type: ignore[valid-type]
        Field(description="A metric's own level, such as `quarts_problematiques_50:critical`."),
    ] = ()
    metric_result: Annotated[
        tuple[pair(PERCENTAGES, "Yes|No|None"), ...],  # type: ignore[valid-type]
        Field(description="A metric's result, such as `quarts_problematiques_50:Yes`."),
    ] = ()
    owner: Annotated[
        str, Field(description=f"The owner's e-mail; `{UNASSIGNED}` for customers without.")
    ] = ""
    growth_min: Annotated[
        FiniteFloat | None,
        Field(description="The least growth of the number of employees in 30 days, in percent."),
    ] = None
    sort: Column = "level"
    order: Literal["asc", "desc"] = "desc"

    def tests(self) -> Iterator[Test]:
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

    def query(self, limit: int = 50, cursor: str = "") -> Query:
        after = position_after(cursor, self.sort, self.order) if cursor else None
        return Query(tuple(self.tests()), self.sort, self.order == "desc", limit, after)


class CustomerQuery(CustomerFilter, PageQuery):
    pass


def position_after(cursor: str, sort: str, order: str) -> Sequence[Any]:
    """Raises NotFound on what is no cursor of a list with this order."""
    match read_cursor(cursor):
        case (found, way, value, str(text), str(entry_id)) if (found, way) == (sort, order):
            return [value, text, entry_id]
    raise no_such_page()
