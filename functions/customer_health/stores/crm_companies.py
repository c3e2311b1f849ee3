"""The mirror of the CRM's company list, and which company has which of its records.

CrmCompanies/{crmId}     name, courriel_compte_maitre, owner, …: filled by the CRM connector
CrmLinks/{crmId}: companyId     written only where nothing is, so that a record has one company
"""

from collections.abc import Iterable, Mapping
from typing import Any

from customer_health.domain.matching import Candidate, spellings
from customer_health.stores.database import Database

ROOT = "CrmCompanies"
LINKS = "CrmLinks"
EMAIL = "courriel_compte_maitre"
FIELDS = ("name", EMAIL)


def path(crm_id: str) -> str:
    return f"{ROOT}/{crm_id}"


def link_path(crm_id: str) -> str:
    return f"{LINKS}/{crm_id}"


def read(crm_id: str, node: Any) -> Candidate | None:
    """A name or an e-mail that is no text fits no company's."""
    if not isinstance(node, Mapping):
        return None
    name, email = (value if isinstance(value, str) else "" for value in map(node.get, FIELDS))
    return Candidate(name, email, crm_id)


def sharing(database: Database, name: str, email: str | None) -> list[Candidate]:
    """The records with exactly this name or exactly this e-mail."""
    return _having(database, {name} - {""}, {email or ""} - {""})


def resembling(database: Database, name: str, email: str | None) -> list[Candidate]:
    """The records whose name or e-mail is another usual spelling of these.

    Asks about 15 times: only for a company that matches none. A record of which both fields are
    spelled unusually stays unseen; with one that is exact `sharing` finds it.
    """
    return _having(database, spellings(name), spellings(email or ""))


def _having(database: Database, names: Iterable[str], emails: Iterable[str]) -> list[Candidate]:
    asked = [("name", name) for name in names] + [(EMAIL, email) for email in emails]
    found = {
        crm_id: read(crm_id, node)
        for child, value in asked
        for crm_id, node in database.where(ROOT, child, value).items()
    }
    return [candidate for candidate in found.values() if candidate]
