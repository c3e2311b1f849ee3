"""Make the API of this instance. `python -m customer_health.bootstrap.api` prints its OpenAPI
document."""

import json
import sys
from functools import cache

from flask import Flask

from customer_health.api.app import create_app
from customer_health.api.openapi import document
from customer_health.bootstrap.services import services


@cache
def app() -> Flask:
    return create_app(services())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document(app())))
