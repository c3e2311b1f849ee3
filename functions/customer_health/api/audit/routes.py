"""`/v1/audit`: the audit log."""

from flask import Blueprint

from customer_health.api.audit.models import AuditCheck, AuditPage
from customer_health.api.audit.presenters import as_answer
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery, no_such_page, read_cursor, write_cursor
from customer_health.api.http.services import services
from customer_health.domain.audit.log import Broken
from customer_health.stores.audit import log as audit

audit_routes = Blueprint("audit", __name__)


@audit_routes.get("/audit")
@Operation(AuditPage, query=PageQuery, role="supervisor", refuses=(404,))
def entries(query: PageQuery) -> AuditPage:
    """List every step of every action, the newest first."""
    database = services().database()
    head = audit.read_head(database).number
    last = before(query.cursor) if query.cursor else head
    found = audit.page(database, last, query.limit)
    oldest = found[-1][0] if found else 1
    return AuditPage(
        entries=[as_answer(number, entry) for number, entry in found],
        total=head,
        next=write_cursor([oldest - 1]) if oldest > 1 else None,
    )


@audit_routes.get("/audit/check")
@Operation(AuditCheck, role="supervisor")
def check() -> AuditCheck:
    """Verify the whole log: each entry's hash, and that no step of an action is missing."""
    database = services().database()
    head, verified, broken = audit.read_head(database), 0, None
    try:
        for _ in audit.verified(database):
            verified += 1
    except Broken as error:
        broken = str(error)
    return AuditCheck(
        sound=broken is None,
        verified=verified,
        anchor=f"{head.number}:{head.hash}",
        broken=broken,
    )


def before(cursor: str) -> int:
    """Return the number of the next page's newest entry. Raises NotFound."""
    match read_cursor(cursor):
        case (int(number),) if number > 0:
            return number
    raise no_such_page()
