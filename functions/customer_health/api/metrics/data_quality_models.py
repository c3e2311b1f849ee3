"""Models of the records that the newest run found wrong."""

from datetime import date

from customer_health.api.http.fields import CompanyId, Next, Total
from customer_health.api.http.models import Model
from customer_health.domain.metrics.data_issues import Fault


class CompanyQuality(Model):
    """A company, with the number of its records that the newest run found wrong, by reason."""

    company_id: CompanyId
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    total: int
    """How many data issues the newest run found. Example: `3`"""
    counts: dict[str, int]
    """How many there are for each reason. Example: `{"malformed": 2, "unknown_employee": 1}`"""


class QualityPage(Model):
    """The company with the most flaws first; companies without one are left out."""

    companies: list[CompanyQuality]
    """The companies of this page."""
    total: Total
    next: Next = None


class Flaw(Model):
    """A record that is wrong: its path, and what is wrong with it."""

    path: str
    """The record's path in the database. Example: `"Timecards/acme/t2"`"""
    reason: str
    """What kind of fault it is. Example: `"malformed"`"""
    fault: Fault
    """What is wrong with the record, for programs. It is `other` if the reason says all, or
    nobody can say more. Example: `"wrong_type"`"""
    field: str | None = None
    """The field of the record that has the fault, if it is known. Example: `"clockOut"`"""
    detail: str
    """What is wrong with the record, in English. Example: `"expected an object, found a number"`"""


class Quality(Model):
    """The records of a company that the newest run found wrong."""

    run_date: date
    """The date of the run that found them."""
    counts: dict[str, int]
    """How many there are for each reason. Example: `{"malformed": 1}`"""
    flaws: list[Flaw]
    """The first thousand, by path."""
