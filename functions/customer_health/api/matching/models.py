"""Models of the companies that the matching left to people."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.http.models import DATABASE_KEY, Model, Reason


class Candidate(Model):
    """A CRM record that may be the company's, or, without a CRM, another company that resembles it.
    `company_id` is the company that has the record already."""

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
    """The company that has waited longest comes first."""

    companies: list[Unmatched]
    total: int
    next: str | None = None


class LinkByHand(Model):
    """`crm_id` is left out if there is no CRM."""

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
