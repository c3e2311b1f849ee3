"""The accounts that may sign in: one of each role, and one that the API refuses."""

from emulator_harness.auth import Auth

DOMAIN = "example.com"
ROLES = ("agent", "supervisor", "executive", "admin")
OUTSIDER = "visitor@elsewhere.example.com"


def add_users(auth: Auth) -> None:
    for role in ROLES:
        auth.create_user(f"{role}@{DOMAIN}", role=role)
    auth.create_user(OUTSIDER)
