"""Claims of companies on CRM records: a record belongs to one company at a time."""

from customer_health.domain.matching.matching import fits
from customer_health.flows.matching.stored import read_stored
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database


def claim(database: Database, crm_id: str, company_id: str) -> str:
    """Claim a CRM record for a company, replacing an existing claim if it is no longer valid.
    Returns the id of the company that holds the record afterwards."""
    path = crm_companies.link_path(crm_id)
    holder = database.claim(path, company_id)
    if holder == company_id or is_valid_claim(database, holder, crm_id):
        return holder
    return database.claim(path, company_id, over=holder)


def is_valid_claim(database: Database, holder: str, crm_id: str) -> bool:
    """Return whether a claim is backed by the match or decision of its holder.

    A claim is written shortly before its match. So a claim without a match is valid too, if the
    name and e-mail of the company that holds it are those of the record.
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
    """Return the update that deletes this company's claim on a CRM record; empty if the claim is
    not this company's."""
    path = crm_id and crm_companies.link_path(crm_id)
    return {path: None} if path and database.get(path) == company_id else {}
