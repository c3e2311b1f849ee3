"""The demo's mirror of the CRM's companies, and their owners."""

from random import Random

from demo.app.companies import Company, unaccented
from demo.app.people import Record
from demo.staff.users import DOMAIN, slack_users
from emulator_harness.fakes.slack import SlackUser

COLLEAGUES = ("Maude Thériault", "Liam O'Connor", "Noémie Dubé", "Priya Raman", "Étienne Gravel")


def crm_companies(companies: list[Company], seed: int) -> Record:
    """Return `CrmCompanies`, with ids like a CRM's."""
    rng = Random(f"{seed}:crm")
    entries = [entry for company in companies for entry in _entries(company)]
    ids = rng.sample(range(8_000_000_000, 9_000_000_000), len(entries))
    return {str(crm_id): entry for crm_id, entry in zip(ids, entries, strict=True)}


def _entries(company: Company) -> list[Record]:
    """Return a linked company's record; for one that waits for a match, its near-misses or its
    several exact records."""
    name, email = company.name, company.email
    if company.link == "near":
        return [
            _entry(company, unaccented(name), email),
            _entry(company, f"{name} ", email),
            _entry(company, name, email.replace("admin", "Admin")),
        ]
    return [_entry(company, name, email)] * (2 if company.link == "ambiguous" else 1)


def _entry(company: Company, name: str, email: str) -> Record:
    entry: Record = {"name": name, "courriel_compte_maitre": email}
    everybody = owners()
    if company.number % 13 != 12:
        owner = everybody[company.number % len(everybody)]
        entry["owner"] = {"name": owner.name, "email": owner.email, "slackUserId": owner.id}
    return entry


def owners() -> list[SlackUser]:
    """Return the owners of customers: colleagues, and the demo's agent and supervisor."""
    return [*colleagues(), *slack_users()[:2]]


def colleagues() -> list[SlackUser]:
    """Return the colleagues as members of the Slack workspace. They may use its buttons, so their
    addresses are of the domain that is admitted."""
    mailboxes = (unaccented(name).lower().replace(" ", ".").replace("'", "") for name in COLLEAGUES)
    return [
        SlackUser(f"U0DEMO{number:03d}", name, f"{mailbox}@{DOMAIN}")
        for number, (name, mailbox) in enumerate(zip(COLLEAGUES, mailboxes, strict=True))
    ]
