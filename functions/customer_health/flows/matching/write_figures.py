"""The CRM gets our figures back: once for each daily run, and only what differs."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from customer_health.domain.instants import TORONTO
from customer_health.domain.matching.crm import Figures, figures
from customer_health.errors import SourceError
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.matching import crm_sync, matches
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

ROWS = 1000

log = logging.getLogger(__name__)


class FiguresPort(Protocol):
    def write_figures(self, figures: Mapping[str, Figures]) -> Iterator[set[str]]:
        """Sets the fields of companies by id; gives those that were set, batch by batch. Raises
        SourceDown, SourceRefused or BadAnswer."""


def write_back(database: Database, crm: FiguresPort, now: datetime) -> int:
    """Once today's run is complete, unless that was done. An outage ends it early and is said in
    CrmSync, not raised; what was written by then is not written again."""
    today = now.astimezone(TORONTO).date()
    done = database.get(f"{crm_sync.FIGURES}/runDate")
    if done == today.isoformat() or not database.get(f"{runs.path(today)}/finishedAt"):
        return 0
    links = {id_: crm_id for id_, crm_id in matches.linked(database).items() if crm_id}
    wanted = differing(database, links)
    companies = {links[company_id]: company_id for company_id in wanted}
    written, error = 0, None
    try:
        batches = crm.write_figures({links[id_]: fields for id_, fields in wanted.items()})
        for crm_ids in batches:
            some = [companies[crm_id] for crm_id in crm_ids if crm_id in companies]
            remember(database, {id_: crm_sync.written(links[id_], wanted[id_]) for id_ in some})
            written += len(some)
    except SourceError as failed:
        error = str(failed)
        log.error("the CRM did not take all figures: %s", failed)
    missing = 0 if error else len(wanted) - written
    database.patch(crm_sync.report_figures(today, now, written, missing, error))
    return written


def differing(database: Database, links: Mapping[str, str]) -> dict[str, Figures]:
    """The figures of linked companies that the CRM has not, or has on another record."""
    known = {
        key: row for page in database.pages(crm_sync.WRITTEN, ROWS) for key, row in page.items()
    }
    found = {}
    for page in database.pages(customer_rows.ROOT, ROWS):
        for company_id, row in page.items():
            customer = customer_rows.read_tracked(company_id, row) if company_id in links else None
            if customer:
                fields = figures(customer)
                if known.get(company_id) != crm_sync.written(links[company_id], fields):
                    found[company_id] = fields
    remember(database, dict.fromkeys(known.keys() - links.keys()))
    return found


def remember(database: Database, rows: Mapping[str, Any]) -> None:
    if rows:
        database.patch({crm_sync.written_path(id_): row for id_, row in rows.items()})
