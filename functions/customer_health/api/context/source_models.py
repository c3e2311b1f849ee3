"""Models of a source: the id by which it knows a customer, and why it gave no answer."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.http.fields import CompanyId
from customer_health.api.http.models import DATABASE_KEY, Model, Reason, Sentence
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import FailureKind


class SourceTrouble(Model):
    """Why a source gave nothing new. Set the right one of several ids with `PUT
    customers/{id}/sources/{source}`."""

    kind: FailureKind
    """What went wrong."""
    source: SourceName
    """The source."""
    text: Sentence
    """What went wrong, for people."""
    detail: str
    """What went wrong, for whoever repairs it, in English. Example: `"HubSpot answered 502"`"""
    candidates: tuple[str, ...] = ()
    """The ids of an ambiguous match. Example: `["501", "502"]`"""


class SourceIdByHand(Model):
    id: Annotated[str, Field(pattern=DATABASE_KEY)]
    """The id by which the source knows the customer. Example: `"cus_1"`"""
    reason: Reason


class SourceId(Model):
    """The id by which a source knows a customer, and who set it."""

    company_id: CompanyId
    source: SourceName
    """The source."""
    id: str
    """The id by which the source knows the customer. Example: `"cus_1"`"""
    by: str
    """Who set it. Example: `"ann@pivotapp.ca"`"""
    at: datetime
    """When it was set."""
