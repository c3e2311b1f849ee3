"""Where the context view's data comes from, as the flows see it; a connector is each one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar, get_args

SourceName = Literal["crm", "billing", "support", "usage"]
SOURCES: tuple[SourceName, ...] = get_args(SourceName)

Known = TypeVar("Known", covariant=True)


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a customer is found in a source: the id kept for it, else the master e-mail, else
    the e-mail's domain. A domain of a public mail provider names nobody."""

    company_id: str
    name: str
    email: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol[Known]):
    """Both raise SourceDown, SourceRefused or BadAnswer."""

    def find(self, keys: Keys) -> str:
        """The customer's id there. Raises NotInSource, or AmbiguousInSource: never a guess."""

    def fetch(self, source_id: str, now: datetime) -> Known:
        """What the source knows of the customer. Raises NotInSource."""
