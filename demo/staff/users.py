"""The accounts of the demo: one of each role, and one that the API refuses."""

from emulator_harness.auth import Auth
from emulator_harness.fakes.slack import SlackUser

DOMAIN = "example.com"
ROLES = ("agent", "supervisor", "executive", "admin")
OUTSIDER = "visitor@elsewhere.example.com"


def add_users(auth: Auth) -> None:
    for role in ROLES:
        auth.create_user(f"{role}@{DOMAIN}", role=role)
    auth.create_user(OUTSIDER)


def slack_users() -> list[SlackUser]:
    """Return the same accounts as members of the Slack workspace, to click its buttons as."""
    emails = [*(f"{role}@{DOMAIN}" for role in ROLES), OUTSIDER]
    return [
        SlackUser(f"U0ROLE{number:04d}", email.partition("@")[0].title(), email)
        for number, email in enumerate(emails)
    ]
