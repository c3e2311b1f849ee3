"""The sources' answers about one customer: records, their age, and failures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.vendor_records import Account, CrmRecord, SupportRecord, Usage

Record = TypeVar("Record", covariant=True)
FailureKind = Literal["not_configured", "down", "refused", "bad_answer", "not_found", "ambiguous"]
Freshness = Literal["fresh", "stale", "unavailable"]

RECORDS: Mapping[SourceName, type[Any]] = {
    "crm": CrmRecord,
    "billing": BillingRecord,
    "support": SupportRecord,
    "usage": Usage,
}


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """Why a source gave no record. `detail` is for a person who repairs it; `candidates` are the
    ids of an ambiguous match."""

    kind: FailureKind
    detail: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Record]):
    """A source's last record, the time at which it was fetched, and a failure since then."""

    record: Record | None = None
    fetched_at: datetime | None = None
    failure: SourceFailure | None = None
    fresh: bool = False

    @property
    def freshness(self) -> Freshness:
        if self.record is None:
            return "unavailable"
        return "fresh" if self.fresh else "stale"


@dataclass(frozen=True, slots=True)
class SourceResults:
    """One result a source. A source that was not asked has neither a record nor a failure, unless
    one is cached."""

    crm: Fetched[CrmRecord] = field(default_factory=Fetched)
    billing: Fetched[BillingRecord] = field(default_factory=Fetched)
    support: Fetched[SupportRecord] = field(default_factory=Fetched)
    usage: Fetched[Usage] = field(default_factory=Fetched)

    @property
    def account(self) -> Account | None:
        """The account in the CRM's record, if there is one."""
        return self.crm.record.account if self.crm.record else None

    def of(self, source: SourceName) -> Fetched[Any]:
        found: Fetched[Any] = getattr(self, source)
        return found
