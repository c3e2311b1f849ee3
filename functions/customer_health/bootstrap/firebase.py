"""The project's app, with its database and its accounts."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import firebase_admin

from customer_health.config import config
from customer_health.errors import DatabaseDown, Misconfigured
from customer_health.stores.rtdb.client import Database

if TYPE_CHECKING:
    from firebase_admin.auth import UserRecord

    from customer_health.stores.rtdb.bulk_client import BulkDatabase


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
    return Database(app())


def bulk_database() -> "BulkDatabase":
    from customer_health.stores.rtdb.bulk_client import BulkDatabase

    configured = urlsplit(app().options.get("databaseURL") or "")
    emulator = os.environ.get("FIREBASE_DATABASE_EMULATOR_HOST")
    namespace = parse_qs(configured.query).get("ns", [configured.netloc.split(".")[0]])[0]
    url = f"http://{emulator}" if emulator else f"{configured.scheme}://{configured.netloc}"
    return BulkDatabase(url, namespace, (lambda: "owner") if emulator else access_token)


def access_token() -> str:
    """An OAuth token for the database, renewed only when it is about to run out.

    firebase-admin's own `get_access_token` asks for a new one each time.
    """
    from google.auth.transport.requests import Request

    credential = app().credential.get_credential()
    if not credential.valid:
        credential.refresh(Request())
    token: str = credential.token
    return token


def user_by_email(email: str) -> str | None:
    """The userId of the Firebase Auth user with an e-mail address."""
    account = account_by_email(email)
    return account.uid if account else None


def account_by_email(email: str) -> "UserRecord | None":
    from firebase_admin import auth
    from firebase_admin.exceptions import FirebaseError

    try:
        return auth.get_user_by_email(email, app())
    except (auth.UserNotFoundError, ValueError):  # ValueError: not an address at all
        return None
    except FirebaseError as error:
        raise DatabaseDown(f"Firebase Auth did not answer for {email}: {error}") from error


def set_claims(uid: str, claims: dict[str, Any]) -> None:
    """Replaces all custom claims of an account; the tokens that it has keep theirs."""
    from firebase_admin import auth

    auth.set_custom_user_claims(uid, claims, app())
