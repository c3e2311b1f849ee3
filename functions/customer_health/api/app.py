"""The Flask application, made once an instance. `python -m customer_health.api.app` prints its
OpenAPI document."""

import sys
from functools import cache

from flask import Flask, json

from customer_health.api import openapi, status
from customer_health.api.actions import approvals
from customer_health.api.actions import routes as actions
from customer_health.api.alerts import routes as alerts
from customer_health.api.alerts import rules, slack
from customer_health.api.audit import reports
from customer_health.api.audit import routes as audit
from customer_health.api.context import plans
from customer_health.api.context import routes as context
from customer_health.api.customers import csv as customers_csv
from customer_health.api.customers import routes as customers
from customer_health.api.customers import views
from customer_health.api.exports import routes as exports
from customer_health.api.http import auth, caching, cors, paths, problems
from customer_health.api.matching import routes as unmatched
from customer_health.api.metrics import data_quality, live_routes
from customer_health.api.metrics import routes as customer_metrics
from customer_health.api.runs import routes as runs
from customer_health.api.timeline import routes as timeline


@cache
def app() -> Flask:
    flask = Flask("customer_health", static_folder=None)
    for part in (paths, problems, auth, caching, cors):
        part.install(flask)
    for resource in (
        status,
        customers,
        customers_csv,
        customer_metrics,
        context,
        exports,
        live_routes,
        alerts,
        rules,
        unmatched,
        runs,
        data_quality,
        timeline,
        views,
        actions,
        approvals,
        plans,
        audit,
        reports,
        openapi,
        slack,
    ):
        flask.register_blueprint(resource.routes, url_prefix="/v1")
    return flask


if __name__ == "__main__":
    sys.stdout.write(json.dumps(openapi.document(app())))
