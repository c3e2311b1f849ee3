"""`/v1/data-quality`: the companies whose records are wrong, and the records of one."""

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.customers.query import position_after
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery, no_such_page, write_cursor
from customer_health.api.http.services import services
from customer_health.api.metrics.data_quality_models import (
    CompanyQuality,
    Flaw,
    Quality,
    QualityPage,
)
from customer_health.domain.customers.customer_list import Query
from customer_health.domain.metrics.data_issues import fault_of
from customer_health.stores.customer_list import customer_of
from customer_health.stores.metrics import data_issues
from customer_health.stores.rtdb.nodes import children

data_quality_routes = Blueprint("data_quality", __name__)

ORDER = ("flaws", "desc")


@data_quality_routes.get("/data-quality")
@Operation(QualityPage, query=PageQuery, refuses=(404,))
def list_quality(query: PageQuery) -> QualityPage:
    """List the companies whose records the newest run found wrong, those with the most first."""
    after = position_after(query.cursor, *ORDER) if query.cursor else None
    wanted = Query((("flawed", True),), "flaws", descending=True, limit=query.limit, after=after)
    try:
        page, _ = services().customer_table().page(wanted)
    except ValueError as error:
        raise no_such_page() from error
    found = map(customer_of, page.entries)
    return QualityPage(
        companies=[
            CompanyQuality(
                company_id=customer.id,
                name=customer.name,
                total=sum(customer.data_issues.values()),
                counts=dict(customer.data_issues),
            )
            for customer in found
        ],
        total=page.total,
        next=write_cursor([*ORDER, *page.cursor]) if page.cursor else None,
    )


@data_quality_routes.get("/customers/<key:company_id>/data-quality")
@Operation(Quality)
def quality(company_id: str) -> Quality:
    """Return the records of a company that the newest run found wrong, by path."""
    node = services().database().get(data_issues.path(company_id))
    if node is None:
        raise NotFound(f"{company_id!r} has not been in a daily run yet.")
    return Quality(
        run_date=node["runDate"],
        counts=node.get("counts", {}),
        flaws=[flaw_of(**flaw) for flaw in children(node.get("flaws")).values()],
    )


def flaw_of(path: str, reason: str, detail: str) -> Flaw:
    found = fault_of(detail)
    return Flaw(path=path, reason=reason, fault=found.kind, field=found.field, detail=detail)
