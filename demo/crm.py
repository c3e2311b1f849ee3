"""The mirror of the CRM's company list."""

from random import Random

from demo.cast import Company, unaccented
from demo.people import Record

OWNERS = ("Maude Thériault", "Liam O'Connor", "Noémie Dubé", "Priya Raman", "Étienne Gravel")


def crm_companies(cast: list[Company], seed: int) -> Record:
    """`CrmCompanies`, by ids as a CRM gives them."""
    rng = Random(f"{seed}:crm")
    entries = [entry for company in cast for entry in _entries(company)]
    ids = rng.sample(range(8_000_000_000, 9_000_000_000), len(entries))
    return {str(crm_id): entry for crm_id, entry in zip(ids, entries, strict=True)}


def _entries(company: Company) -> list[Record]:
    """One match for a linked company; for one that waits, what keeps it waiting."""
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
    if company.number % 13 != 12:
        number = company.number % len(OWNERS)
        owner = OWNERS[number]
        mailbox = unaccented(owner).lower().replace(" ", ".").replace("'", "")
        entry["owner"] = {
            "name": owner,
            "email": f"{mailbox}@pivotapp.example.com",
            "slackUserId": f"U0DEMO{number:03d}",
        }
    return entry
