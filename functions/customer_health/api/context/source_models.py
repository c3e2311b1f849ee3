"""Models of a source: the id by which it knows a customer, and why it gave no answer."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.http.models import DATABASE_KEY, Model, Reason, Sentence
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import FailureKind


class SourceTrouble(Model):
    """Why a source gave nothing new. `candidates` are the ids of an ambiguous match; set the right
    one with `PUT customers/{id}/sources/{source}`."""

    kind: FailureKind
    source: SourceName
    text: Sentence
    detail: str
    candidates: tuple[str, ...] = ()


class SourceIdByHand(Model):
    id: Annotated[str, Field(pattern=DATABASE_KEY)]
    reason: Reason


class SourceId(Model):
    """The id by which a source knows a customer, and who set it."""

    company_id: str
    source: SourceName
    id: str
    by: str
    at: datetime
