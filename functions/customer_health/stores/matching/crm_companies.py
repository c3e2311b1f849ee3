"""The mirror of the CRM's companies, and the claims of our companies on its records.

CrmCompanies/{crmId}     name, courriel_compte_maitre, owner: {name, email, slackUserId}: written by
                         the sync with the CRM, which doesn't touch other keys
CrmLinks/{crmId}: companyId     the claim: written only where there is none, so that two companies
                                never have the same record
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from customer_health.domain.context.vendor_records import Owner
from customer_health.domain.matching.crm import CrmCompany
from customer_health.domain.matching.matching import Candidate, spellings
from customer_health.stores.rtdb.client import Database

ROOT = "CrmCompanies"
LINKS = "CrmLinks"
EMAIL = "courriel_compte_maitre"
FIELDS = ("name", EMAIL)

Updates = dict[str, Any]
SlackId = Callable[[str], str | None]
"""Returns the id of the Slack user with an e-mail address, None if there is no such user."""


def path(crm_id: str) -> str:
    return f"{ROOT}/{crm_id}"


def link_path(crm_id: str) -> str:
    return f"{LINKS}/{crm_id}"


def read(crm_id: str, node: Any) -> Candidate | None:
    """Return a record as a candidate. A name or an e-mail that is no text is read as empty, which
    fits no company."""
    if not isinstance(node, Mapping):
        return None
    name, email = (value if isinstance(value, str) else "" for value in map(node.get, FIELDS))
    return Candidate(name, email, crm_id)


def save(company: CrmCompany, node: Any, slack_id: SlackId) -> Updates:
    """Write what differs from the mirror's record, given as `node`."""
    stored = node if isinstance(node, Mapping) else {}
    fields = {
        "name": company.name or None,
        EMAIL: company.email or None,
        "owner": company.owner and owner_row(company.owner, stored.get("owner"), slack_id),
    }
    return {
        f"{path(company.id)}/{name}": value
        for name, value in fields.items()
        if stored.get(name) != value
    }


def owner_row(owner: Owner, node: Any, slack_id: SlackId) -> dict[str, str] | None:
    """Return the node of an owner, None if nothing is known of them."""
    stored = node if isinstance(node, Mapping) else {}
    row = {"name": owner.name, "email": owner.email}
    # The CRM knows no Slack users, and a look-up is a request to Slack: ask for new owners only.
    is_same = all(stored.get(name) == value for name, value in row.items())
    slack_user = stored.get("slackUserId") if is_same else None
    row["slackUserId"] = slack_user or (slack_id(owner.email) if owner.email else None)
    return {name: value for name, value in row.items() if value} or None


def sharing(database: Database, name: str, email: str | None) -> list[Candidate]:
    """Return the records with exactly this name or exactly this e-mail."""
    return _having(database, {name} - {""}, {email or ""} - {""})


def resembling(database: Database, name: str, email: str | None) -> list[Candidate]:
    """Return the records whose name or e-mail is another usual spelling of these.

    That takes about 15 queries, so call it only for a company without an exact match. A record with
    an unusual spelling in both fields is not found; if one of them is exact, `sharing` finds it.
    """
    return _having(database, spellings(name), spellings(email or ""))


def _having(database: Database, names: Iterable[str], emails: Iterable[str]) -> list[Candidate]:
    queries = [("name", name) for name in names] + [(EMAIL, email) for email in emails]
    candidates = {
        crm_id: read(crm_id, node)
        for child, value in queries
        for crm_id, node in database.where(ROOT, child, value).items()
    }
    return [candidate for candidate in candidates.values() if candidate]
