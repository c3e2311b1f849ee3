"""Make the Flask application."""

from flask import Flask

from customer_health.api.actions.approvals import approvals_routes
from customer_health.api.actions.routes import actions_routes
from customer_health.api.alerts.routes import alerts_routes
from customer_health.api.alerts.rules import rules_routes
from customer_health.api.alerts.slack import slack_routes
from customer_health.api.audit.reports import reports_routes
from customer_health.api.audit.routes import audit_routes
from customer_health.api.audit.success import success_routes
from customer_health.api.context.plans import plans_routes
from customer_health.api.context.routes import context_routes
from customer_health.api.context.ticket_draft import ticket_draft_routes
from customer_health.api.counts import counts_routes
from customer_health.api.customers.csv import customers_csv_routes
from customer_health.api.customers.days import days_routes
from customer_health.api.customers.departures import departures_routes
from customer_health.api.customers.routes import customers_routes
from customer_health.api.customers.views import views_routes
from customer_health.api.exports.routes import exports_routes
from customer_health.api.http import auth, caching, cors, paths, problems, quotas, services
from customer_health.api.insights.explanations import explanations_routes
from customer_health.api.insights.forecasts import forecasts_routes
from customer_health.api.insights.movers import movers_routes
from customer_health.api.insights.rehearsals import rehearsals_routes
from customer_health.api.insights.shadows import shadows_routes
from customer_health.api.insights.view_counts import view_counts_routes
from customer_health.api.insights.weights import weights_routes
from customer_health.api.matching.routes import unmatched_routes
from customer_health.api.metrics.data_quality import data_quality_routes
from customer_health.api.metrics.live_routes import live_metrics_routes
from customer_health.api.metrics.routes import customer_metrics_routes
from customer_health.api.openapi import document_routes
from customer_health.api.runs.routes import runs_routes
from customer_health.api.status import health_routes
from customer_health.api.timeline.routes import timeline_routes
from customer_health.services import Services

ROUTES = (
    *(health_routes, document_routes, counts_routes, view_counts_routes),
    *(customers_routes, customers_csv_routes, views_routes, departures_routes, days_routes),
    *(customer_metrics_routes, live_metrics_routes, data_quality_routes, explanations_routes),
    *(movers_routes, forecasts_routes, rehearsals_routes, shadows_routes, weights_routes),
    *(alerts_routes, rules_routes, slack_routes),
    *(context_routes, plans_routes, ticket_draft_routes, timeline_routes),
    *(actions_routes, approvals_routes, exports_routes),
    *(audit_routes, reports_routes, success_routes),
    *(unmatched_routes, runs_routes),
)
"""All routes, a line for each part of the API."""


LONGEST_BODY = 1_000_000
"""Bytes of a request's body; a longer one is refused with 413 before it is read."""


def create_app(used_services: Services) -> Flask:
    """Make the Flask application with all routes below `/v1`. They use `used_services`."""
    flask = Flask("customer_health", static_folder=None)
    flask.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    # Else "//" in a path would be answered with a redirect, as a page.
    flask.url_map.merge_slashes = False
    services.install(flask, used_services)
    for part in (paths, problems, auth, quotas, caching, cors):
        part.install(flask)
    for routes in ROUTES:
        flask.register_blueprint(routes, url_prefix="/v1")
    return flask
