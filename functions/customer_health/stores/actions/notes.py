"""`Notes/{companyId}/{noteId}`: people's notes about a customer: {at, text, author}."""

from datetime import datetime
from typing import Any

from customer_health.domain.instants import iso
from customer_health.stores.rtdb.client import Database

ROOT = "Notes"


def path(company_id: str, note_id: str) -> str:
    return f"{ROOT}/{company_id}/{note_id}"


def save(company_id: str, note_id: str, at: datetime, text: str, author: str) -> dict[str, Any]:
    note = {"at": iso(at), "text": text, "author": author}
    return {f"{path(company_id, note_id)}/{field}": value for field, value in note.items()}


def between(
    database: Database, company_id: str, since: datetime, until: datetime
) -> dict[str, dict[str, Any]]:
    """Return the notes from `since` to `until`, both included, by id."""
    return database.within(f"{ROOT}/{company_id}", "at", iso(since), iso(until))
