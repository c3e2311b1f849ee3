"""The one place that makes clients, each when it is first asked for."""

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import firebase_admin

from customer_health.config import (
    ACTION_QUEUE,
    DELIVERY_QUEUE,
    EXPORT_QUEUE,
    REFRESH_QUEUE,
    REGION,
    SHARD_QUEUE,
    config,
)
from customer_health.errors import DatabaseDown, Misconfigured
from customer_health.stores import alerts, customers, master_accounts
from customer_health.stores.database import Database
from customer_health.stores.mirror import Feed, Mirror

if TYPE_CHECKING:
    from firebase_admin.auth import UserRecord
    from stripe import StripeClient

    from customer_health.connectors.gate import Gate
    from customer_health.connectors.hubspot import HubSpot
    from customer_health.connectors.stripe_billing import StripeBilling
    from customer_health.connectors.stripe_effects import StripeEffects
    from customer_health.connectors.usage import UsageSource
    from customer_health.connectors.vendor_http import VendorHttp
    from customer_health.connectors.zendesk import Zendesk
    from customer_health.connectors.zendesk_effects import ZendeskEffects
    from customer_health.domain.sources import Source, SourceName
    from customer_health.flows.context import Context
    from customer_health.flows.effects import Outside
    from customer_health.flows.export import Exporter
    from customer_health.notify.mail import Mail
    from customer_health.notify.messenger import SlackMessenger
    from customer_health.notify.smtp import Mailer
    from customer_health.stores.bulk import BulkDatabase
    from customer_health.stores.customer_table import CustomerTable

MASTERS_MAX_AGE = 300.0
"""Seconds for which an instance may not know of a new master account. Its next event, or the
daily run, makes up for a login that falls into them."""

CUSTOMERS_MAX_AGE = 1.0
LONGEST_TASK = 1800
"""Seconds that Cloud Tasks waits for a task before it starts another in its place."""
CUSTOMERS_AT_A_TIME = 5000
READS_AT_ONCE = 16
IMPATIENT, PATIENT = 2.0, 8.0
"""Seconds that a request to a vendor may take where a person waits, and where a task does."""


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


@cache
def threads() -> ThreadPoolExecutor:
    """For small reads side by side."""
    return ThreadPoolExecutor(READS_AT_ONCE, "reads")


def billing(patience: float) -> "StripeBilling | None":
    client = stripe(patience)
    if client is None:
        return None
    from customer_health.connectors.stripe_billing import StripeBilling

    return StripeBilling(client)


@cache
def stripe(patience: float) -> "StripeClient | None":
    settings = config()
    if not settings.stripe_key:
        return None
    from customer_health.connectors.stripe_client import stripe_client

    return stripe_client(settings.stripe_key, settings.stripe_url, stripe_gate(), patience)


@cache
def stripe_gate() -> "Gate":
    from customer_health.connectors.gate import Gate
    from customer_health.connectors.stripe_billing import RATE

    return Gate("stripe", RATE)


def support(patience: float) -> "Zendesk | None":
    http = zendesk_http(patience)
    if http is None:
        return None
    from customer_health.connectors.zendesk import Zendesk

    return Zendesk(http)


@cache
def zendesk_http(patience: float) -> "VendorHttp | None":
    settings = config()
    url, email, token = settings.zendesk_url, settings.zendesk_email, settings.zendesk_token
    if not (url and email and token):
        return None
    from customer_health.connectors.vendor_http import VendorHttp
    from customer_health.connectors.zendesk import credentials

    return VendorHttp(zendesk_gate(), url, credentials(email, token), patience)


@cache
def zendesk_gate() -> "Gate":
    from customer_health.connectors.gate import Gate
    from customer_health.connectors.zendesk import rate

    return Gate("zendesk", rate(config().zendesk_rate))


@cache
def usage() -> "UsageSource":
    from customer_health.connectors.usage import UsageSource

    return UsageSource(bulk_database)


@cache
def connectors(patience: float = IMPATIENT) -> "dict[SourceName, Source[Any] | None]":
    """None for one that is not configured."""
    return {
        "crm": hubspot(patience),
        "billing": billing(patience),
        "support": support(patience),
        "usage": usage(),
    }


@cache
def context(patience: float = IMPATIENT) -> "Context":
    from customer_health.flows.context import Context

    clock = partial(datetime.now, UTC)
    return Context(database(), connectors(patience), enqueue_refresh, clock)


@cache
def outside(patience: float = IMPATIENT) -> "Outside":
    """What actions are done with."""
    from customer_health.flows.effects import Outside
    from customer_health.notify import mail

    return Outside(
        sources=connectors(patience),
        billing=billing_effects(patience),
        support=support_effects(patience),
        crm=hubspot(patience),
        mailer=mailer(),
        letters=mail,
        decision=decision_letter,
        exports=exporter(),
    )


def decision_letter(facts: Mapping[str, Any]) -> "Mail":
    from customer_health.notify.action_messages import decision_mail

    return decision_mail(facts, config().language, f"{dashboard()}/customers/{facts['companyId']}")


def billing_effects(patience: float) -> "StripeEffects | None":
    client = stripe(patience)
    if client is None:
        return None
    from customer_health.connectors.stripe_effects import StripeEffects

    return StripeEffects(client)


def support_effects(patience: float) -> "ZendeskEffects | None":
    http = zendesk_http(patience)
    if http is None:
        return None
    from customer_health.connectors.zendesk_effects import ZendeskEffects

    return ZendeskEffects(http)


@cache
def mailer() -> "Mailer | None":
    settings = config()
    if not settings.smtp_url:
        return None
    from customer_health.notify.smtp import Mailer

    return Mailer(settings.smtp_url, settings.mail_from)


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
    return SlackMessenger(slack, settings.slack_channels, settings.language, dashboard())


def dashboard() -> str:
    return config().dashboard or f"https://{app().project_id}.web.app"


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


def enqueue_action(action_id: str) -> None:
    """Have an action brought as far as it gets. Twice does no harm."""
    _enqueue(ACTION_QUEUE, {"actionId": action_id}, None)


def enqueue_delivery() -> None:
    """Wake the sender. One runs at a time, and each takes all that waits."""
    _enqueue(DELIVERY_QUEUE, {}, None)


def enqueue_shard(payload: dict[str, Any], task_id: str) -> None:
    _enqueue(SHARD_QUEUE, payload, task_id)


def enqueue_refresh(company_id: str, source: "SourceName", now: datetime) -> None:
    """One task for a customer and source in five minutes, however many views ask for it."""
    window = int(now.timestamp() // 300)
    task_id = sha256(f"{company_id}/{source}/{window}".encode()).hexdigest()[:40]
    _enqueue(REFRESH_QUEUE, {"companyId": company_id, "source": source}, task_id)


@cache
def exporter() -> "Exporter":
    from customer_health.flows.export import Exporter

    return Exporter(database(), enqueue_export, partial(datetime.now, UTC))


def enqueue_export(export_id: str) -> None:
    _enqueue(EXPORT_QUEUE, {"exportId": export_id}, export_id)


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
