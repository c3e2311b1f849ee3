"""Where the context view's data comes from, as the flows see it; a connector is each one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar, get_args

SourceName = Literal["crm", "billing", "support", "usage"]
SOURCES: tuple[SourceName, ...] = get_args(SourceName)

Known = TypeVar("Known", covariant=True)

PUBLIC_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.ca", "hotmail.fr"),
        *("live.com", "live.ca", "msn.com", "yahoo.com", "yahoo.ca", "yahoo.fr", "icloud.com"),
        *("me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "mail.com"),
        *("bell.net", "rogers.com", "shaw.ca", "telus.net", "sympatico.ca", "videotron.ca"),
        *("cogeco.ca", "eastlink.ca", "sasktel.net", "mts.net", "orange.fr", "free.fr"),
    }
)
"""Mail providers of the public, whose domains name nobody."""

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")


@dataclass(frozen=True, slots=True)
class CustomerIdentity:
    """By what a customer is found in a source: the id kept for it, else the master e-mail, else
    the e-mail's domain. A domain of a public mail provider names nobody."""

    company_id: str
    name: str
    email: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def domain(self) -> str | None:
        """That of the e-mail, in lower case; None for none, for a public provider's, and for what
        is not made like one."""
        domain = (self.email or "").rpartition("@")[2].lower()
        return domain if DOMAIN.fullmatch(domain) and domain not in PUBLIC_MAIL else None


class Source(Protocol[Known]):
    """Both raise SourceDown, SourceRefused or BadAnswer."""

    def find(self, keys: CustomerIdentity) -> str:
        """The customer's id there. Raises NotInSource, or AmbiguousInSource: never a guess."""

    def fetch(self, source_id: str, now: datetime) -> Known:
        """What the source knows of the customer. Raises NotInSource."""
