"""The accounts that may enter, and what each of them may do."""

from typing import Literal, get_args

Role = Literal["agent", "supervisor", "executive", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may. The claim `role` of the account names one; without it an
account is an agent's."""


def belongs_to(domain: str, email: str) -> bool:
    """Exactly to this domain: no subdomain, no look-alike, no other case."""
    name, _, found = email.partition("@")
    return bool(name) and found == domain and email.isascii()
