"""The Flask application, made once an instance."""

from functools import cache

from flask import Flask

from customer_health.api import (
    access,
    actions,
    alerts,
    approvals,
    audit,
    caching,
    context,
    customer_metrics,
    customers,
    customers_csv,
    data_quality,
    document,
    exports,
    health,
    live_metrics,
    origins,
    paths,
    plans,
    problems,
    reports,
    rules,
    runs,
    slack,
    timeline,
    unmatched,
    views,
)


@cache
def app() -> Flask:
    flask = Flask("customer_health", static_folder=None)
    for part in (paths, problems, access, caching, origins):
        part.install(flask)
    for resource in (
        health,
        customers,
        customers_csv,
        customer_metrics,
        context,
        exports,
        live_metrics,
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
        document,
        slack,
    ):
        flask.register_blueprint(resource.routes, url_prefix="/v1")
    return flask
