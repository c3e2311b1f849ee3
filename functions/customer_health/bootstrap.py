"""The one place that makes clients, each when it is first asked for."""

import os
import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import firebase_admin

from customer_health.config import DELIVERY_QUEUE, REGION, SHARD_QUEUE, config
from customer_health.errors import DatabaseDown, Misconfigured
from customer_health.stores import alerts, customers, master_accounts
from customer_health.stores.database import Database
from customer_health.stores.mirror import Feed, Mirror

if TYPE_CHECKING:
    from firebase_admin.auth import UserRecord

    from customer_health.connectors.gate import Gate
    from customer_health.connectors.hubspot import HubSpot
    from customer_health.notify.messenger import SlackMessenger
    from customer_health.stores.bulk import BulkDatabase
    from customer_health.stores.customer_table import CustomerTable

MASTERS_MAX_AGE = 300.0
"""Seconds for which an instance may not know of a new master account. Its next event, or the
daily run, makes up for a login that falls into them."""

CUSTOMERS_MAX_AGE = 1.0
LONGEST_TASK = 1800
"""Seconds that Cloud Tasks waits for a task before it starts another in its place."""
CUSTOMERS_AT_A_TIME = 5000


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


@cache
def masters() -> Mirror:
    return Mirror(database(), master_accounts.ROOT, MASTERS_MAX_AGE, time.monotonic)


@cache
def customer_table() -> "CustomerTable":
    from customer_health.stores.customer_table import CustomerTable

    def pages() -> Iterator[dict[str, Any]]:
        return database().pages(customers.INDEX, CUSTOMERS_AT_A_TIME)

    path = customers.INDEX
    return CustomerTable(Feed(database(), path, CUSTOMERS_MAX_AGE, time.monotonic, pages))


@cache
def rule_versions() -> alerts.RuleVersions:
    return alerts.RuleVersions(database())


def bulk_database() -> "BulkDatabase":
    from customer_health.stores.bulk import BulkDatabase

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


@cache
def messenger() -> "SlackMessenger | None":
    from customer_health.notify.messenger import SlackMessenger
    from customer_health.notify.slack import Slack

    settings = config()
    if not settings.slack_token:
        return None
    slack = Slack(settings.slack_token, settings.slack_url)
    dashboard = settings.dashboard or f"https://{app().project_id}.web.app"
    return SlackMessenger(slack, settings.slack_channels, settings.language, dashboard)


@cache
def hubspot(patience: float) -> "HubSpot | None":
    """The CRM, if there is one. `patience` is in seconds: see connectors.vendor_http."""
    from customer_health.connectors.hubspot import HubSpot
    from customer_health.connectors.vendor_http import VendorHttp

    settings = config()
    if not settings.hubspot_token:
        return None
    headers = {"Authorization": f"Bearer {settings.hubspot_token}"}
    rest, search = (
        VendorHttp(gate, settings.hubspot_url, headers, patience) for gate in hubspot_gates()
    )
    return HubSpot(rest, search)


@cache
def hubspot_gates() -> "tuple[Gate, Gate]":
    from customer_health.connectors.gate import Gate
    from customer_health.connectors.hubspot import RATE, SEARCH_RATE

    return Gate("hubspot", RATE), Gate("hubspot", SEARCH_RATE)


def enqueue_delivery() -> None:
    """Wake the sender. One runs at a time, and each takes all that waits."""
    _enqueue(DELIVERY_QUEUE, {}, None)


def enqueue_shard(payload: dict[str, Any], task_id: str) -> None:
    _enqueue(SHARD_QUEUE, payload, task_id)


def _enqueue(queue: str, payload: dict[str, Any], task_id: str | None) -> None:
    """A task that exists already, or has run, is left alone."""
    from firebase_admin import functions
    from firebase_admin.exceptions import AlreadyExistsError, ConflictError

    tasks = functions.task_queue(f"locations/{REGION}/functions/{queue}", app=app())
    options = functions.TaskOptions(task_id=task_id, dispatch_deadline_seconds=LONGEST_TASK)
    try:
        tasks.enqueue({"data": payload}, options)
    except (AlreadyExistsError, ConflictError):  # as Cloud Tasks says it, and as the emulator does
        return
    except ValueError as error:
        # Against the emulator, firebase-admin can't read the name of the task it has just queued.
        if not (config().emulated and "resource name" in str(error)):
            raise
