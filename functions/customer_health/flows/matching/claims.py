"""Claims of companies on CRM records: a record belongs to one company at a time."""

from customer_health.domain.matching.matching import fits
from customer_health.flows.matching.stored import read_stored
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database


def claim(database: Database, crm_id: str, company_id: str) -> str:
    """Claim a CRM record for a company, over a claim that is no longer valid. Returns the company
    that has the record then."""
    path = crm_companies.link_path(crm_id)
    holder = database.claim(path, company_id)
    if holder == company_id or is_valid_claim(database, holder, crm_id):
        return holder
    return database.claim(path, company_id, over=holder)


def is_valid_claim(database: Database, holder: str, crm_id: str) -> bool:
    """Return whether a claim is backed by the match or decision of its holder.

    A claim is written shortly before the match that it is for, so that of a company whose name and
    e-mail fit the record is valid too.
    """
    node, record = database.get(matches.path(holder)), database.get(companies.path(holder))
    stored = None if record is None else read_stored(holder, record, node)
    if stored is None:
        return False
    if crm_id in {
        stored.before and stored.before.match.crm_id,
        stored.decision and stored.decision.match.crm_id,
    }:
        return True
    candidate = crm_companies.read(crm_id, database.get(crm_companies.path(crm_id)))
    return candidate is not None and fits(stored.company.name, stored.company.email, candidate)


def release_claim(database: Database, company_id: str, crm_id: str | None) -> dict[str, None]:
    """Return what deletes the claim on a CRM record, if it is this company's."""
    path = crm_id and crm_companies.link_path(crm_id)
    return {path: None} if path and database.get(path) == company_id else {}
