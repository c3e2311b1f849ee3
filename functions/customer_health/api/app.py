"""The Flask application, made once an instance."""

from functools import cache

from flask import Flask
from werkzeug.routing import UnicodeConverter

from customer_health.api import (
    access,
    caching,
    customers,
    document,
    health,
    origins,
    problems,
    slack,
)


class Key(UnicodeConverter):
    """A key that the database could hold."""

    regex = r"[^/.#$\[\]\x00-\x1f\x7f]{1,700}"


@cache
def app() -> Flask:
    flask = Flask("customer_health", static_folder=None)
    flask.url_map.converters["key"] = Key
    for guard in (problems, access, caching, origins):
        guard.install(flask)
    for resource in (health, customers, document, slack):
        flask.register_blueprint(resource.routes, url_prefix="/v1")
    return flask
