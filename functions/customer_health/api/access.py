"""Who may ask: a verified account of the one e-mail domain, by its Firebase ID token."""

from dataclasses import dataclass

from flask import Flask, g, request
from werkzeug.exceptions import Forbidden, Unauthorized

from customer_health import bootstrap
from customer_health.config import config

OPEN = {"health.health", "slack.interact"}
"""Open to anybody, or, as Slack's, guarded by a signature of its own."""


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str


def install(flask: Flask) -> None:
    @flask.before_request
    def guard() -> None:
        if request.endpoint and request.endpoint not in OPEN:
            g.user = authenticate(request.headers.get("Authorization", ""))


def authenticate(header: str) -> User:
    """Raises Unauthorized without a valid token, Forbidden for an account that may not enter."""
    from firebase_admin import auth

    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("Send a Firebase ID token: Authorization: Bearer <token>.")
    try:
        claims = auth.verify_id_token(token.strip(), bootstrap.app())
    except (auth.InvalidIdTokenError, ValueError) as error:
        raise Unauthorized(f"The ID token is not valid: {error}") from error
    return admit(claims["uid"], claims.get("email"), claims.get("email_verified"))


def admit(uid: str, email: object, verified: object) -> User:
    domain = config().email_domain
    if not isinstance(email, str) or verified is not True:
        raise Forbidden("This account's e-mail address is not verified.")
    # Exactly the domain: no subdomain, no look-alike, no other case.
    if email.count("@") != 1 or not email.endswith(f"@{domain}") or not email.isascii():
        raise Forbidden(f"Only accounts of {domain} get in.")
    return User(uid, email)
