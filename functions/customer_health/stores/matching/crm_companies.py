"""The mirror of the CRM's company list, and which company has which of its records.

CrmCompanies/{crmId}     name, courriel_compte_maitre, owner: {name, email, slackUserId}, …
                         from the sync with the CRM, which leaves alone what else is there
CrmLinks/{crmId}: companyId     written only where nothing is, so that a record has one company
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
"""The Slack user with an e-mail address, if it is known."""


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


def save(company: CrmCompany, node: Any, slack_id: SlackId) -> Updates:
    """What differs from the mirror's record. The CRM knows no Slack users: the one that is there
    stays for as long as the owner is the same, and for any other `slack_id` is asked."""
    held = node if isinstance(node, Mapping) else {}
    wanted = {
        "name": company.name or None,
        EMAIL: company.email or None,
        "owner": company.owner and owner_row(company.owner, held.get("owner"), slack_id),
    }
    return {
        f"{path(company.id)}/{name}": value
        for name, value in wanted.items()
        if held.get(name) != value
    }


def owner_row(owner: Owner, node: Any, slack_id: SlackId) -> dict[str, str] | None:
    held = node if isinstance(node, Mapping) else {}
    row = {"name": owner.name, "email": owner.email}
    same = all(held.get(name) == value for name, value in row.items())
    slack = held.get("slackUserId") if same else None
    row["slackUserId"] = slack or (slack_id(owner.email) if owner.email else None)
    return {name: value for name, value in row.items() if value} or None


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
