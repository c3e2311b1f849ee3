"""The settings of this backend, all of them. A deployment sets them in `functions/.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

REGION = "us-central1"
"""The database's region: its events reach only functions of the same region."""

TIME_ZONE = "America/Toronto"
SHARD_QUEUE = "runShard"
DELIVERY_QUEUE = "deliverNotices"
ACTION_QUEUE = "runAction"
REFRESH_QUEUE = "refreshContext"
EXPORT_QUEUE = "exportCustomer"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, read once from the environment.

    - `project`: the id of the Google Cloud project.
    - `database_instances`: the names of the database's instances that have the app's records, if
      these are not all in the project's own; in the order of the rule by which the app chooses one.
    - `email_domain`: only accounts of this domain get in.
    - `origins`: whose pages a browser lets read the API; `app_check`: whether only the project's
      own apps may call it.
    - `requests_a_minute`: how many requests of one account an instance answers.
    - `emulated`: whether this runs in the emulators.
    - `slack_token`: without it, messages wait in the outbox. `slack_channels` are channel ids by
      destination; `dashboard` is the address that messages link to.
    - A source of the context view without its key or address is not configured. `hubspot_url` and
      the like point a vendor's client to another server.
    - `crm_figures`: whether our figures are written to the CRM.
    - `smtp_url`: `smtp://user:password@host:port`; `smtps` for TLS from the first byte.
    """

    project: str
    database_instances: tuple[str, ...]
    email_domain: str
    origins: frozenset[str]
    app_check: bool
    requests_a_minute: int
    emulated: bool
    language: Literal["en", "fr"]
    dashboard: str
    slack_token: str | None
    slack_signing_secret: str | None
    slack_url: str | None
    slack_channels: Mapping[str, str]
    hubspot_token: str | None
    hubspot_url: str
    crm_figures: bool
    stripe_key: str | None
    stripe_url: str
    zendesk_url: str | None
    zendesk_email: str | None
    zendesk_token: str | None
    zendesk_rate: int
    smtp_url: str | None
    mail_from: str


def chosen(secret: str | None) -> str | None:
    """Return a secret, or None if it is not used. A secret that a function asks for must exist, so
    that `none` stands for one that is not used."""
    return None if secret in ("", "none") else secret


@cache
def config() -> Config:
    """Read the settings."""
    env = os.environ.get
    return Config(
        project=env("GCLOUD_PROJECT", ""),
        database_instances=tuple(filter(None, env("DATABASE_INSTANCES", "").split(","))),
        email_domain=env("EMAIL_DOMAIN", "pivotapp.ca"),
        origins=frozenset(env("CORS_ORIGINS", "").split(",")) - {""},
        app_check=env("APP_CHECK") == "required",
        requests_a_minute=int(env("REQUESTS_A_MINUTE", "600")),
        # Cloud Run names every revision after its service; the emulator calls each of its own "1".
        emulated=env("FUNCTIONS_EMULATOR") == "true" and env("K_REVISION", "1") == "1",
        language="fr" if env("SLACK_LANGUAGE") == "fr" else "en",
        dashboard=env("DASHBOARD_URL", ""),
        slack_token=env("SLACK_TOKEN"),
        slack_signing_secret=env("SLACK_SIGNING_SECRET"),
        slack_url=env("SLACK_URL"),
        slack_channels={
            "alerts": env("SLACK_ALERTS_CHANNEL", "#customer-health"),
            "support": env("SLACK_SUPPORT_CHANNEL", "#support-logs"),
        },
        hubspot_token=chosen(env("HUBSPOT_TOKEN")),
        hubspot_url=env("HUBSPOT_URL", "https://api.hubapi.com"),
        crm_figures=env("CRM_FIGURES") == "on",
        stripe_key=chosen(env("STRIPE_KEY")),
        stripe_url=env("STRIPE_URL", "https://api.stripe.com"),
        zendesk_url=env("ZENDESK_URL"),
        zendesk_email=env("ZENDESK_EMAIL"),
        zendesk_token=chosen(env("ZENDESK_TOKEN")),
        zendesk_rate=int(env("ZENDESK_RATE", "200")),
        smtp_url=chosen(env("SMTP_URL")),
        mail_from=env("MAIL_FROM", "support@example.com"),
    )
