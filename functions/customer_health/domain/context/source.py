"""The sources of the context view, as the flows see them: each is a connector."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar, get_args, runtime_checkable

SourceName = Literal["crm", "billing", "support", "usage"]
SOURCES: tuple[SourceName, ...] = get_args(SourceName)

Record = TypeVar("Record", covariant=True)

PUBLIC_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.ca", "hotmail.fr"),
        *("live.com", "live.ca", "msn.com", "yahoo.com", "yahoo.ca", "yahoo.fr", "icloud.com"),
        *("me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "mail.com"),
        *("bell.net", "rogers.com", "shaw.ca", "telus.net", "sympatico.ca", "videotron.ca"),
        *("cogeco.ca", "eastlink.ca", "sasktel.net", "mts.net", "orange.fr", "free.fr"),
    }
)
"""Public mail providers: their domains identify no customer."""

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")


@dataclass(frozen=True, slots=True)
class CustomerIdentity:
    """What identifies a customer in a source: the master e-mail, else the e-mail's domain."""

    company_id: str
    name: str
    email: str | None = None

    @property
    def domain(self) -> str | None:
        """The e-mail's domain in lower case; None if it is invalid, or a public provider's."""
        domain = (self.email or "").rpartition("@")[2].lower()
        return domain if DOMAIN.fullmatch(domain) and domain not in PUBLIC_MAIL else None


class Source(Protocol[Record]):
    """A source in which a customer's id is known already."""

    def fetch(self, source_id: str, now: datetime) -> Record:
        """Read what the source knows of a customer.

        Raises NotInSource, SourceDown, SourceRefused or BadAnswer.
        """


@runtime_checkable
class SearchableSource(Source[Record], Protocol[Record]):
    """A source in which a customer is found by name or address."""

    def find(self, customer: CustomerIdentity) -> str:
        """Return the customer's id there. Never guesses: raises NotInSource or AmbiguousInSource.

        Also raises SourceDown, SourceRefused or BadAnswer.
        """
