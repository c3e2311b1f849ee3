"""Every parameter of this backend, once. Deployments set them in `functions/.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

REGION = "us-central1"
"""Where the database is: its events reach only functions of its own region."""

TIME_ZONE = "America/Toronto"
SHARD_QUEUE = "runShard"
DELIVERY_QUEUE = "deliverNotices"


@dataclass(frozen=True, slots=True)
class Config:
    """`email_domain` is the only one whose accounts get in, `origins` those of whose pages a
    browser may ask, `app_check` whether only the project's own apps may. Without `slack_token`
    what is in the outbox waits; `slack_channels` are channel ids by destination, `dashboard` the
    address that messages link to."""

    email_domain: str
    origins: frozenset[str]
    app_check: bool
    emulated: bool
    language: Literal["en", "fr"]
    dashboard: str
    slack_token: str | None
    slack_signing_secret: str | None
    slack_url: str | None
    slack_channels: Mapping[str, str]


@cache
def config() -> Config:
    env = os.environ.get
    return Config(
        email_domain=env("EMAIL_DOMAIN", "pivotapp.ca"),
        origins=frozenset(env("CORS_ORIGINS", "").split(",")) - {""},
        app_check=env("APP_CHECK") == "required",
        emulated=env("FUNCTIONS_EMULATOR") == "true",
        language="fr" if env("SLACK_LANGUAGE") == "fr" else "en",
        dashboard=env("DASHBOARD_URL", ""),
        slack_token=env("SLACK_TOKEN"),
        slack_signing_secret=env("SLACK_SIGNING_SECRET"),
        slack_url=env("SLACK_URL"),
        slack_channels={
            "alerts": env("SLACK_ALERTS_CHANNEL", "#customer-health"),
            "support": env("SLACK_SUPPORT_CHANNEL", "#support-logs"),
        },
    )
