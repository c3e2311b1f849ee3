"""Fill the fake of HubSpot with the demo's accounts."""

from collections.abc import Iterable
from datetime import UTC, datetime

from customer_health.domain.roles import ROLES
from demo.app.people import Record
from demo.staff.users import DOMAIN
from demo.vendors.accounts import Account
from emulator_harness.fakes.hubspot import HubSpotFake

PROPERTIES = {
    "courriel_compte_maitre": "string",
    "account_tier": "string",
    "account_tier_since": "date",
    "contract_end": "date",
    "renewal_probability": "number",
    "communication_preference": "string",
    "last_login_date_master_account": "datetime",
}
YES_NO = (
    "quarts_de_travail_ouverts_10_",
    "quarts_de_travail_attribues_hors_dispo_10",
    "quarts_problematiques_50",
)


def define(hubspot: HubSpotFake) -> None:
    """Define the properties that a deployment creates in HubSpot."""
    for name, type_ in PROPERTIES.items():
        hubspot.define("companies", name, type_)
    for name in YES_NO:
        hubspot.define("companies", name, "enumeration", "Yes", "No", "None")


def fill_hubspot(hubspot: HubSpotFake, accounts: Iterable[Account], mirror: Record) -> None:
    """Add a company with the same id for each record of the mirror, and the details of accounts."""
    define(hubspot)
    account_by_contact = {account.contact: account for account in accounts}
    owners = {
        f"{role}@{DOMAIN}": hubspot.put_owner(
            str(201 + number), f"{role}@{DOMAIN}", role.title(), ""
        )
        for number, role in enumerate(ROLES)
    }
    for crm_id, entry in mirror.items():
        properties: Record = {
            "name": entry["name"],
            "courriel_compte_maitre": entry["courriel_compte_maitre"],
        }
        if owner := entry.get("owner"):
            first, _, last = owner["name"].partition(" ")
            owner_id = owners.setdefault(owner["email"], str(101 + len(owners)))
            properties["hubspot_owner_id"] = hubspot.put_owner(
                owner_id, owner["email"], first, last
            )
        account = account_by_contact.get(entry["courriel_compte_maitre"])
        hubspot.put_company(crm_id, **properties, **(crm_properties(account) if account else {}))
        if account:
            add_people(hubspot, crm_id, account)


def crm_properties(account: Account) -> Record:
    return {
        "domain": account.company.domain,
        "phone": account.phone,
        "account_tier": account.tier,
        "account_tier_since": account.since.isoformat(),
        "contract_end": account.contract_end.isoformat(),
        "renewal_probability": str(account.probability),
        "communication_preference": account.preference,
        "notes_last_contacted": stamp(account.last_contact),
    }


def add_people(hubspot: HubSpotFake, crm_id: str, account: Account) -> None:
    hubspot.put_contact(
        crm_id,
        firstname=account.first_name,
        lastname=account.last_name,
        email=account.contact,
        phone=account.phone,
        jobtitle=account.title,
        hs_timezone="america_slash_toronto",
        hs_language=account.language,
    )
    for at, text in account.notes:
        hubspot.put_note(crm_id, hs_note_body=f"<p>{text}</p>", hs_timestamp=stamp(at))
    for meeting in account.meetings:
        hubspot.put_meeting(
            crm_id,
            stamp(meeting.scheduled_at),
            hs_meeting_title=meeting.title,
            hs_meeting_start_time=stamp(meeting.starts_at),
            hs_meeting_outcome="SCHEDULED",
        )


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
