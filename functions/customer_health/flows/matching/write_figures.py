"""Write our figures back to the CRM: once after each daily run, and only those that differ."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from customer_health.domain.instants import TORONTO
from customer_health.domain.matching.crm import Figures, figures
from customer_health.errors import SourceError
from customer_health.stores.customers import rows
from customer_health.stores.matching import crm_sync, matches
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

ROWS = 1000

log = logging.getLogger(__name__)


class FiguresPort(Protocol):
    def write_figures(self, figures: Mapping[str, Figures]) -> Iterator[set[str]]:
        """Set the fields of companies by CRM id. Yields the ids that were set, in batches. Raises
        SourceDown, SourceRefused or BadAnswer."""


def write_back(database: Database, crm: FiguresPort, now: datetime) -> int:
    """Write the figures of today's run to the CRM, once it is complete, unless that is done.

    Returns how many companies were written. An outage is not raised: it ends the work early, and is
    reported in CrmSync. What was written by then is not written again.
    """
    today = now.astimezone(TORONTO).date()
    written_for = database.get(f"{crm_sync.FIGURES}/runDate")
    if written_for == today.isoformat() or not runs.is_complete(database, today):
        return 0
    links = {id_: crm_id for id_, crm_id in matches.linked(database).items() if crm_id}
    changed = differing(database, links)
    companies = {links[company_id]: company_id for company_id in changed}
    written, error = 0, None
    try:
        batches = crm.write_figures({links[id_]: fields for id_, fields in changed.items()})
        for crm_ids in batches:
            batch = [companies[crm_id] for crm_id in crm_ids if crm_id in companies]
            # Batch by batch, so that an outage loses at most one.
            remember(database, {id_: crm_sync.written(links[id_], changed[id_]) for id_ in batch})
            written += len(batch)
    except SourceError as outage:
        error = str(outage)
        log.error("not all figures were written to the CRM: %s", outage)
    missing = 0 if error else len(changed) - written
    database.patch(crm_sync.report_figures(today, now, written, missing, error))
    return written


def differing(database: Database, links: Mapping[str, str]) -> dict[str, Figures]:
    """Return the figures of linked companies that the CRM does not have, or has on another record.
    What was remembered of companies that are no longer linked is deleted."""
    in_crm = {
        key: row for page in database.pages(crm_sync.WRITTEN, ROWS) for key, row in page.items()
    }
    different = {}
    for page in database.pages(rows.ROOT, ROWS):
        for company_id, row in page.items():
            customer = rows.read_tracked(company_id, row) if company_id in links else None
            if customer:
                fields = figures(customer)
                if in_crm.get(company_id) != crm_sync.written(links[company_id], fields):
                    different[company_id] = fields
    remember(database, dict.fromkeys(in_crm.keys() - links.keys()))
    return different


def remember(database: Database, written: Mapping[str, Any]) -> None:
    """Record what was written to the CRM, by company; None deletes a record."""
    if written:
        database.patch({crm_sync.written_path(id_): node for id_, node in written.items()})
