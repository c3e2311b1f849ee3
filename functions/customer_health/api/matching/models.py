"""Companies that the matching left to people."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.http.models import DATABASE_KEY, Model, Reason


class Candidate(Model):
    """A CRM record, or, where there is no CRM, another company; `company_id` who has it."""

    name: str
    email: str
    crm_id: str | None = None
    company_id: str | None = None


class Unmatched(Model):
    company_id: str
    name: str
    email: str | None = None
    state: Literal["none", "ambiguous"]
    since: datetime
    by: str
    candidates: list[Candidate]


class UnmatchedPage(Model):
    """The longest-waiting first."""

    companies: list[Unmatched]
    total: int
    next: str | None = None


class LinkByHand(Model):
    """`crm_id` is left out where there is no CRM."""

    crm_id: Annotated[str, Field(pattern=DATABASE_KEY)] | None = None
    reason: Reason


class IgnoreByHand(Model):
    reason: Reason


class Match(Model):
    company_id: str
    state: Literal["linked", "none", "ambiguous", "manual", "ignored"]
    crm_id: str | None = None
    since: datetime
    by: str
    reason: str | None = None
