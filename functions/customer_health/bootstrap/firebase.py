"""Open the Firebase project: its database, its accounts, and the check of their tokens."""

import os
import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import firebase_admin

from customer_health.config import config
from customer_health.errors import BadToken, DatabaseDown, Misconfigured
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.session import use_session

if TYPE_CHECKING:
    from firebase_admin.auth import UserRecord

    from customer_health.stores.rtdb.bulk_client import Address, BulkDatabase


CERTIFICATES_KEPT = 60.0
"""Seconds for which a certificate that Firebase takes back may be trusted longer than its server
allows."""


@cache
def app() -> firebase_admin.App:
    if os.environ.get("FIREBASE_AUTH_EMULATOR_HOST") and not config().emulated:
        raise Misconfigured(
            "FIREBASE_AUTH_EMULATOR_HOST is set outside the emulators: unsigned tokens would be "
            "accepted; remove it from this environment"
        )
    return firebase_admin.initialize_app()


@cache
def database() -> Database:
    urls = instance_urls()
    for url in (None, *urls):
        use_session(app(), url)
    return Database(app(), urls)


def instance_urls() -> list[str]:
    """Return the addresses of the instances that have the app's records; none if that is the
    project's own."""
    return [f"https://{name}.firebaseio.com" for name in config().database_instances]


def bulk_database() -> "BulkDatabase":
    from customer_health.stores.rtdb.bulk_client import BulkDatabase

    emulator = os.environ.get("FIREBASE_DATABASE_EMULATOR_HOST")
    home, *apps = (
        address(url, emulator) for url in (app().options.get("databaseURL") or "", *instance_urls())
    )
    return BulkDatabase(*home, (lambda: "owner") if emulator else access_token, apps)


def address(url: str, emulator: str | None) -> "Address":
    """Return where the instance of an address is; in the emulators, all are on one server."""
    from customer_health.stores.rtdb.bulk_client import Address

    parts = urlsplit(url)
    namespace = parse_qs(parts.query).get("ns", [parts.netloc.split(".")[0]])[0]
    return Address(
        f"http://{emulator}" if emulator else f"{parts.scheme}://{parts.netloc}", namespace
    )


def access_token() -> str:
    """Return an OAuth token for the database, and renew it only when it is about to expire.

    firebase-admin's own `get_access_token` asks for a new one each time.
    """
    from google.auth.transport.requests import Request

    credential = app().credential.get_credential()
    if not credential.valid:
        credential.refresh(Request())
    token: str = credential.token
    return token


def verify_token(token: str) -> Mapping[str, Any]:
    """Return the claims of an ID token for this project. Raises BadToken."""
    return claims_of(token, app())


def claims_of(token: str, project: firebase_admin.App) -> Mapping[str, Any]:
    """Return the claims of an ID token. Raises BadToken unless Firebase signed it for the project
    and it has not expired."""
    from firebase_admin import auth

    keep_certificates(project)
    try:
        return cast(Mapping[str, Any], auth.verify_id_token(token, project))
    except (auth.InvalidIdTokenError, ValueError) as error:
        raise BadToken(str(error)) from error


@cache
def keep_certificates(project: firebase_admin.App) -> None:
    """Make firebase-admin look for the certificates of ID tokens once in CERTIFICATES_KEPT.

    It keeps them as long as their server says, but reads them anew from its HTTP cache for each
    token, which takes five times as long as all checks of the token.
    """
    from firebase_admin import auth

    verifier = auth._get_client(project)._token_verifier
    fetch, kept = verifier.request, dict[str, tuple[float, Any]]()

    def request(url: str, **options: Any) -> Any:
        now = time.monotonic()
        until, response = kept.get(url, (now, None))
        if until <= now:
            response = fetch(url, **options)
            if response.status == HTTPStatus.OK:
                kept[url] = now + CERTIFICATES_KEPT, response
        return response

    verifier.request = request


def claims_now(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the claims that a token's account has at this moment; the token is up to an hour old.

    Raises BadToken if the account was deleted or disabled, or its tokens were revoked since;
    DatabaseDown.
    """
    from firebase_admin import auth
    from firebase_admin.exceptions import FirebaseError

    try:
        account = auth.get_user(claims["uid"], app())
    except auth.UserNotFoundError as error:
        raise BadToken("the account was deleted") from error
    except FirebaseError as error:
        raise DatabaseDown(f"Firebase Auth did not answer for {claims['uid']}: {error}") from error
    if account.disabled:
        raise BadToken("the account is disabled")
    signed_in_at = claims.get("auth_time", claims["iat"])
    if account.tokens_valid_after_timestamp > signed_in_at * 1000:
        raise BadToken("the account's tokens were revoked after it signed in")
    return {
        **(account.custom_claims or {}),
        "uid": account.uid,
        "email": account.email,
        "email_verified": account.email_verified,
    }


def verify_app(token: str) -> None:
    """Raise BadToken unless App Check gave the token to one of the project's own apps."""
    from firebase_admin import app_check

    try:
        app_check.verify_token(token, app())
    except Exception as error:  # PyJWT's errors, which firebase-admin does not wrap
        raise BadToken(str(error)) from error


def user_by_email(email: str) -> str | None:
    """Return the id of the Firebase Auth user with an e-mail address, or None."""
    account = account_by_email(email)
    return account.uid if account else None


def account_by_email(email: str) -> "UserRecord | None":
    """Return the Firebase Auth user with an e-mail address, or None. Raises DatabaseDown."""
    from firebase_admin import auth
    from firebase_admin.exceptions import FirebaseError

    try:
        return auth.get_user_by_email(email, app())
    except (auth.UserNotFoundError, ValueError):  # ValueError: not an address at all
        return None
    except FirebaseError as error:
        raise DatabaseDown(f"Firebase Auth did not answer for {email}: {error}") from error


def set_claims(uid: str, claims: dict[str, Any]) -> None:
    """Replace all custom claims of an account. Tokens that it already has keep the old ones."""
    from firebase_admin import auth

    auth.set_custom_user_claims(uid, claims, app())
