"""The mirror of the CRM's company list, and which company has which of its records.

CrmCompanies/{crmId}     name, courriel_compte_maitre, owner: {name, email, slackUserId}, …
                         from the sync with the CRM, which leaves alone what else is there
CrmLinks/{crmId}: companyId     written only where nothing is, so that a record has one company
"""

from collections.abc import Iterable, Mapping
from typing import Any

from customer_health.domain.crm import CrmCompany
from customer_health.domain.matching import Candidate, spellings
from customer_health.domain.profile import Owner
from customer_health.stores.database import Database

ROOT = "CrmCompanies"
LINKS = "CrmLinks"
EMAIL = "courriel_compte_maitre"
FIELDS = ("name", EMAIL)

Updates = dict[str, Any]


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


def save(company: CrmCompany, node: Any) -> Updates:
    """What differs from the mirror's record. HubSpot knows no Slack users: the one that is there
    stays for as long as the owner is the same."""
    held = node if isinstance(node, Mapping) else {}
    owner = row(company.owner) if company.owner else None
    before = held.get("owner")
    before = before if isinstance(before, Mapping) else {}
    same = owner == {name: before[name] for name in ("name", "email") if name in before}
    wanted = {
        "name": company.name or None,
        EMAIL: company.email or None,
        **({} if same else {"owner": owner}),
    }
    return {
        f"{path(company.id)}/{name}": value
        for name, value in wanted.items()
        if held.get(name) != value
    }


def row(owner: Owner) -> dict[str, str]:
    return {name: value for name in ("name", "email") if (value := getattr(owner, name))}


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
