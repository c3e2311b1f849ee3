"""The Flask application, made once an instance."""

from functools import cache

from flask import Flask

from customer_health.api import access, customers, health, problems, slack


@cache
def app() -> Flask:
    flask = Flask("customer_health", static_folder=None)
    flask.json.sort_keys = False  # type: ignore[attr-defined]
    problems.install(flask)
    access.install(flask)
    flask.register_blueprint(health.routes, url_prefix="/v1")
    flask.register_blueprint(customers.routes, url_prefix="/v1")
    flask.register_blueprint(slack.routes, url_prefix="/v1")
    return flask
