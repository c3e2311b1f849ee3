"""The manifest: the deployed functions and their options. Each function makes one call."""

import sys
from typing import Any

import flask
from firebase_functions import options

from customer_health import logs
from customer_health.bootstrap.services import services
from customer_health.bootstrap.vendors import FOR_A_TASK
from customer_health.config import REGION, TIME_ZONE, config

logs.set_up(config().project)
options.set_global_options(
    region=REGION, cpu=1, memory=options.MemoryOption.MB_512, concurrency=32, max_instances=20
)

# These modules copy the global options at import, so the options must be set first.
from firebase_functions import db_fn, https_fn, scheduler_fn, tasks_fn  # noqa: E402

TRIGGERS, RUNS, CRM, DELIVERY, ACTIONS, API = (
    f"health-{group}@{config().project}.iam.gserviceaccount.com"
    for group in ("triggers", "runs", "crm", "delivery", "actions", "api")
)
"""The accounts that the functions run as; `deploy/accounts.json` says what each may do."""

VENDORS = ["HUBSPOT_TOKEN", "STRIPE_KEY", "ZENDESK_TOKEN"]

# Each function imports its handler when it is called: an instance serves one function only, and a
# cold start must not pay for the imports of the others.


@db_fn.on_value_created(reference="Employees/{companyId}/{employeeId}", service_account=TRIGGERS)
def onEmployeeCreate(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.employee_changed(event, services())


@db_fn.on_value_written(
    reference="Employees/{companyId}/{employeeId}/archived", service_account=TRIGGERS
)
def onEmployeeArchive(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.employee_archived(event, services())


@db_fn.on_value_updated(reference="Employees/{companyId}/{employeeId}", service_account=TRIGGERS)
def onEmployeeUpdate(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.employee_updated(event, services())


@db_fn.on_value_deleted(reference="Employees/{companyId}/{employeeId}", service_account=TRIGGERS)
def onEmployeeDelete(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.employee_changed(event, services())


@db_fn.on_value_written(
    reference="PresenceStatus/{userId}/lastActive",
    memory=options.MemoryOption.MB_256,
    service_account=TRIGGERS,
)
def onPresenceStatusUpdate(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.user_seen(event, services())


@db_fn.on_value_created(reference="Companies/{companyId}", service_account=TRIGGERS)
def onCompanyCreate(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.company_changed(event, services())


@db_fn.on_value_written(reference="Companies/{companyId}", service_account=TRIGGERS)
def onCompanyUpdate(event: db_fn.Event[Any]) -> None:
    from customer_health.handlers import triggers

    triggers.company_written(event, services())


@scheduler_fn.on_schedule(
    schedule="0 6 * * *",
    timezone=scheduler_fn.Timezone(TIME_ZONE),
    timeout_sec=540,
    retry_count=3,
    concurrency=1,
    max_instances=1,
    service_account=RUNS,
)
def calculateDailyMetrics(event: scheduler_fn.ScheduledEvent) -> None:
    from customer_health.handlers import runs

    runs.start_daily_run(event, services())


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=5, min_backoff_seconds=10, max_doublings=4),
    rate_limits=options.RateLimits(max_concurrent_dispatches=8),
    timeout_sec=900,
    concurrency=1,
    service_account=RUNS,
)
def runShard(request: tasks_fn.CallableRequest[Any]) -> None:
    from customer_health.handlers import runs

    runs.run_shard(request, services())


@scheduler_fn.on_schedule(
    schedule="0 7 * * *",
    timezone=scheduler_fn.Timezone(TIME_ZONE),
    timeout_sec=300,
    retry_count=3,
    concurrency=1,
    max_instances=1,
    service_account=RUNS,
)
def checkDailyRun(event: scheduler_fn.ScheduledEvent) -> None:
    from customer_health.handlers import runs

    runs.check_daily_run(event, services())


@scheduler_fn.on_schedule(
    schedule="20 * * * *",
    timezone=scheduler_fn.Timezone(TIME_ZONE),
    timeout_sec=540,
    retry_count=1,
    concurrency=1,
    max_instances=1,
    service_account=RUNS,
)
def followAlerts(event: scheduler_fn.ScheduledEvent) -> None:
    from customer_health.handlers import notices

    notices.follow_alerts(event, services())


@scheduler_fn.on_schedule(
    schedule="40 * * * *",
    timezone=scheduler_fn.Timezone(TIME_ZONE),
    timeout_sec=1800,
    retry_count=1,
    concurrency=1,
    max_instances=1,
    secrets=["HUBSPOT_TOKEN", "SLACK_TOKEN"],
    service_account=CRM,
)
def syncCrm(event: scheduler_fn.ScheduledEvent) -> None:
    from customer_health.handlers import crm

    crm.sync_crm(event, services())


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=20, min_backoff_seconds=10, max_doublings=5),
    rate_limits=options.RateLimits(max_concurrent_dispatches=1),
    timeout_sec=1800,
    concurrency=1,
    secrets=["SLACK_TOKEN"],
    service_account=DELIVERY,
)
def deliverNotices(request: tasks_fn.CallableRequest[Any]) -> None:
    from customer_health.handlers import notices

    notices.deliver(request, services())


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=20, min_backoff_seconds=5, max_doublings=7),
    rate_limits=options.RateLimits(max_concurrent_dispatches=8),
    timeout_sec=60,
    concurrency=1,
    secrets=[*VENDORS, "SMTP_URL"],
    service_account=ACTIONS,
)
def runAction(request: tasks_fn.CallableRequest[Any]) -> None:
    from customer_health.handlers import actions

    actions.run(request, services(FOR_A_TASK))


@scheduler_fn.on_schedule(
    schedule="*/15 * * * *",
    timezone=scheduler_fn.Timezone(TIME_ZONE),
    timeout_sec=300,
    retry_count=1,
    concurrency=1,
    max_instances=1,
    service_account=ACTIONS,
)
def followActions(event: scheduler_fn.ScheduledEvent) -> None:
    from customer_health.handlers import actions

    actions.follow(event, services())


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=3, min_backoff_seconds=10, max_doublings=2),
    rate_limits=options.RateLimits(max_concurrent_dispatches=8),
    timeout_sec=60,
    concurrency=1,
    secrets=VENDORS,
    service_account=ACTIONS,
)
def refreshContext(request: tasks_fn.CallableRequest[Any]) -> None:
    from customer_health.handlers import context

    context.refresh(request, services(FOR_A_TASK))


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=5, min_backoff_seconds=10, max_doublings=4),
    rate_limits=options.RateLimits(max_concurrent_dispatches=4),
    timeout_sec=540,
    concurrency=1,
    service_account=RUNS,
)
def exportCustomer(request: tasks_fn.CallableRequest[Any]) -> None:
    from customer_health.handlers import context

    context.export(request, services())


@https_fn.on_request(
    timeout_sec=60,
    concurrency=32,
    secrets=["SLACK_TOKEN", "SLACK_SIGNING_SECRET", *VENDORS, "SMTP_URL"],
    service_account=API,
)
def api(request: https_fn.Request) -> https_fn.Response:
    from customer_health.handlers import http

    return http.serve(request)


def not_found(error: Exception) -> https_fn.Response:
    from customer_health.handlers import http

    return http.not_found(flask.request)


# functions-framework answers a path with a line break by itself, and would do so with a page. It is
# loaded where it serves; tools that only read the manifest need not import it.
if framework := sys.modules.get("functions_framework"):
    framework.errorhandler(404)(not_found)
