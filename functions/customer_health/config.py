"""Every parameter of this backend, once. Deployments set them in `functions/.env`."""

import os
from dataclasses import dataclass
from functools import cache

REGION = "us-central1"
"""Where the database is: its events reach only functions of its own region."""

TIME_ZONE = "America/Toronto"
SHARD_QUEUE = "runShard"


@dataclass(frozen=True, slots=True)
class Config:
    """`email_domain` is the only one whose accounts get in."""

    email_domain: str
    emulated: bool


@cache
def config() -> Config:
    return Config(
        email_domain=os.environ.get("EMAIL_DOMAIN", "pivotapp.ca"),
        emulated=os.environ.get("FUNCTIONS_EMULATOR") == "true",
    )
