"""Models of the companies that the matching left to people."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.http.fields import CompanyId, Next, Total
from customer_health.api.http.models import DATABASE_KEY, Model, Reason


class Candidate(Model):
    """A CRM record that may be the company's, or, without a CRM, another company that resembles
    it."""

    name: str
    """The name in the record. Example: `"Bistro Zoé"`"""
    email: str
    """The master e-mail address in the record. Example: `"zoe@bistro.example.com"`"""
    crm_id: str | None = None
    """The record's id in the CRM; absent if there is no CRM. Example: `"crm-7"`"""
    company_id: str | None = None
    """The company that has the record already, or that resembles this one. Example: `"bistro-2"`"""


class Unmatched(Model):
    company_id: CompanyId
    name: str
    """The company's name. Example: `"Bistro"`"""
    email: str | None = None
    """The company's master e-mail address. Example: `"zoe@bistro.example.com"`"""
    state: Literal["none", "ambiguous"]
    """`none` if no record fits exactly, `ambiguous` if several do."""
    since: datetime
    """When the state began."""
    by: str
    """Who set the state: `matching`, or a person's e-mail address. Example: `"matching"`"""
    candidates: list[Candidate]
    """Records that are similar, or all that fit."""


class UnmatchedPage(Model):
    """The company that has waited longest comes first."""

    companies: list[Unmatched]
    """The companies of this page."""
    total: Total
    next: Next = None


class LinkByHand(Model):
    """A link with a CRM record."""

    crm_id: Annotated[str, Field(pattern=DATABASE_KEY)] | None = None
    """The CRM record's id; left out if there is no CRM. Example: `"crm-7"`"""
    reason: Reason


class IgnoreByHand(Model):
    reason: Reason


class Match(Model):
    company_id: CompanyId
    state: Literal["linked", "none", "ambiguous", "manual", "ignored"]
    """What the company is: linked by the matching, not matched, or linked (`manual`) or ignored
    by a person."""
    crm_id: str | None = None
    """The linked CRM record. Example: `"crm-7"`"""
    since: datetime
    """When the state began."""
    by: str
    """Who set the state: `matching`, or a person's e-mail address. Example: `"ann@pivotapp.ca"`"""
    reason: str | None = None
    """Why the person decided so. Example: `"Same phone number"`"""
