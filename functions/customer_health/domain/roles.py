"""The roles of accounts, and the check of an account's e-mail domain."""

from typing import Literal, get_args

Role = Literal["agent", "supervisor", "executive", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""In order: each role may do what the roles before it may."""

ROLE_CLAIM = "customerHealthRole"
"""The custom claim of an account that names its role; without it, the account is an agent. The
accounts are shared with the Pivot app, which may have a `role` of its own."""


def belongs_to(domain: str, email: str) -> bool:
    """Return whether an address is of exactly this domain.

    False for a subdomain, for another case, and for any letter outside ASCII, which may look like
    one of the domain's.
    """
    name, _, domain_part = email.partition("@")
    return bool(name) and domain_part == domain and email.isascii()
