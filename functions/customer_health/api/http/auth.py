"""Let only verified accounts of the one e-mail domain in, by their Firebase ID tokens."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from customer_health.api.http.services import services
from customer_health.domain.actions.action import Person
from customer_health.domain.roles import ROLE_CLAIM, ROLES, Role, belongs_to
from customer_health.errors import BadToken, Forbidden

OPEN = {"health.health", "slack.interact", "document.openapi", "document.page"}
"""Endpoints without an ID token: anybody may call them, except Slack's, which checks a signature
itself."""


def install(flask: Flask) -> None:
    @flask.before_request
    def guard() -> None:
        """Authorise a request: find out who sent it, and refuse it if their role is below the
        `role` of the route's `@Operation`."""
        # A browser sends OPTIONS without a token, to learn whether it may send the request itself.
        if request.endpoint is None or request.endpoint in OPEN or request.method == "OPTIONS":
            return
        g.claims = authenticate(request.headers.get("Authorization", ""))
        g.person = person_of(g.claims)
        if services().config.app_check:
            check_app(request.headers.get("X-Firebase-AppCheck", ""))
        view: Any = flask.view_functions[request.endpoint]
        wanted: Role = view.operation.role
        check_role(g.person, wanted)


def current_person() -> Person:
    """Return the account that sent the current request."""
    return cast(Person, g.person)


def person_now(wanted: Role = "agent") -> Person:
    """Return the account that sent the current request, with the role that it has at this moment.

    The token is up to an hour old: it says nothing of a role that was taken away since, nor of an
    account that was disabled. Raises Unauthorized, and Forbidden without the `wanted` role.
    """
    try:
        person = person_of(services().claims_now(g.claims))
    except BadToken as error:
        raise unauthorized(f"Sign in again: {error}.") from error
    check_role(person, wanted)
    return person


def check_role(person: Person, wanted: Role) -> None:
    if ROLES.index(person.role) < ROLES.index(wanted):
        message = f"This needs the role {wanted}; this account has the role {person.role}."
        raise Forbidden(message, "role")


def authenticate(header: str) -> Mapping[str, Any]:
    """Return the claims of the ID token that an Authorization header bears. Raises Unauthorized
    without a valid token."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthorized("Send a Firebase ID token: Authorization: Bearer <token>.")
    try:
        return services().verify_token(token.strip())
    except BadToken as error:
        raise unauthorized(f"The ID token is not valid: {error}", "invalid_token") from error


def unauthorized(message: str, error: str | None = None) -> Unauthorized:
    """Return a 401 that names, after RFC 6750, what the request lacks."""
    values: dict[str, str | None] = {"realm": "customer-health"}
    if error:
        values["error"] = error
    return Unauthorized(message, www_authenticate=WWWAuthenticate("bearer", values))


def person_of(claims: Mapping[str, Any]) -> Person:
    """Return the person with these claims. Raises Forbidden if they may not use the API."""
    return admit(claims["uid"], claims.get("email"), claims.get("email_verified"), role_of(claims))


def check_app(token: str) -> None:
    """Raise Unauthorized unless an App Check token comes from one of the project's own apps."""
    try:
        services().verify_app(token)
    except BadToken as error:
        raise unauthorized(f"The App Check token is not valid: {error}") from error


def role_of(claims: Mapping[str, Any]) -> Role:
    """Return the role in an ID token's claims; an account without a valid one is an agent."""
    return cast(Role, claims[ROLE_CLAIM]) if claims.get(ROLE_CLAIM) in ROLES else "agent"


def admit(uid: str, email: object, verified: object, role: Role = "agent") -> Person:
    """Return the person behind an account. Raises Forbidden unless the e-mail address is verified
    and of the domain."""
    domain = services().config.email_domain
    if not isinstance(email, str) or verified is not True:
        raise Forbidden("This account's e-mail address is not verified.", "unverified")
    if not belongs_to(domain, email):
        raise Forbidden(f"Only accounts of {domain} get in.", "other_domain")
    return Person(uid, email, role)
