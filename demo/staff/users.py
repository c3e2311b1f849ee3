"""The accounts of the demo: one of each role, and one that the API refuses."""

from typing import Any

from customer_health.domain.actions.action import Person
from customer_health.domain.roles import ROLE_CLAIM, ROLES, Role
from emulator_harness.auth import Auth
from emulator_harness.fakes.slack import SlackUser

DOMAIN = "example.com"
OUTSIDER = "visitor@elsewhere.example.com"


def add_users(auth: Auth) -> None:
    for role in ROLES:
        who = person(role)
        claims: dict[str, Any] = {ROLE_CLAIM: who.role}
        auth.create_user(who.email, uid=who.uid, **claims)
    auth.create_user(OUTSIDER)


def person(name: str) -> Person:
    """Return the person with this name before the @ of their address: a role's account, or else one
    of the colleagues, who are agents."""
    role: Role = next((known for known in ROLES if known == name), "agent")
    return Person(f"demo-{name}", f"{name}@{DOMAIN}", role)


def slack_users() -> list[SlackUser]:
    """Return the same accounts as members of the Slack workspace, to click its buttons as."""
    emails = [*(f"{role}@{DOMAIN}" for role in ROLES), OUTSIDER]
    return [
        SlackUser(f"U0ROLE{number:04d}", email.partition("@")[0].title(), email)
        for number, email in enumerate(emails)
    ]
