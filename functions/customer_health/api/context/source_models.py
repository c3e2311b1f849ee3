"""How a customer stands with a source: by which id it is known there, or why nothing came."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.http.models import DATABASE_KEY, Model, Reason, Sentence
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import FailureKind


class SourceTrouble(Model):
    """Why a source gave nothing new. `candidates` are the ids that an ambiguous match is between:
    `PUT customers/{id}/sources/{source}` names the right one."""

    kind: FailureKind
    source: SourceName
    text: Sentence
    detail: str
    candidates: tuple[str, ...] = ()


class SourceIdByHand(Model):
    id: Annotated[str, Field(pattern=DATABASE_KEY)]
    reason: Reason


class SourceId(Model):
    """By which id a customer is known in a source, and who said so."""

    company_id: str
    source: SourceName
    id: str
    by: str
    at: datetime
