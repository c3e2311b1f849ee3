"""The services of one test: a database in memory, no vendors, and tasks that are only queued."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from customer_health.config import config
from customer_health.domain.context.source import SOURCES
from customer_health.domain.roles import ROLE_CLAIM
from customer_health.errors import BadToken
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.context.gather import Connectors, Context
from customer_health.flows.export import Exporter
from customer_health.services import Services
from customer_health.stores.actions.quotas import RequestCounts
from customer_health.stores.alerts.rules import RuleVersions
from customer_health.stores.customer_list import CustomerTable
from customer_health.stores.customers import rows
from customer_health.stores.metrics import master_accounts
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.live_table import ChangeFeed, LiveTable

AGENT: Mapping[str, Any] = {"uid": "u1", "email": "ann@pivotapp.ca", "email_verified": True}
TOKENS: dict[str, Mapping[str, Any]] = {
    "agent": AGENT,
    **{role: {**AGENT, ROLE_CLAIM: role} for role in ("supervisor", "executive", "admin")},
}
"""The claims of each token that is accepted."""

NOT_CONFIGURED: Connectors = dict.fromkeys(SOURCES)
THREADS = ThreadPoolExecutor(16, "reads")
UNLIMITED = 10**9

Queued = defaultdict[str, list[Any]]
"""What was queued, by the name of the queue."""


def verify(token: str) -> Mapping[str, Any]:
    if token not in TOKENS:
        raise BadToken(f"no token {token}")
    return TOKENS[token]


def refuse(token: str) -> None:
    raise BadToken("no app of ours")


def utc_now() -> datetime:
    return datetime.now(UTC)


def services_over(
    database: Database,
    queued: Queued | None = None,
    sources: Connectors = NOT_CONFIGURED,
    now: Callable[[], datetime] = utc_now,
) -> Services:
    """Make the services over a database. Queued tasks are added to `queued`."""
    tasks: Queued = defaultdict(list) if queued is None else queued

    def pages() -> Any:
        return database.raw_pages(rows.ROOT, 5000)

    def no_bulk_database() -> Any:
        raise AssertionError("a test of the daily run has its own bulk database")

    return Services(
        config=replace(config(), requests_a_minute=UNLIMITED),
        now=now,
        verify_token=verify,
        claims_now=lambda claims: claims,
        verify_app=refuse,
        user_by_email=lambda email: None,
        database=lambda: database,
        bulk_database=no_bulk_database,
        customer_table=cache(
            lambda: CustomerTable(ChangeFeed(database, rows.ROOT, 0.0, time.monotonic, pages))
        ),
        master_accounts=cache(
            lambda: LiveTable(database, master_accounts.ROOT, 0.0, time.monotonic)
        ),
        wait_for_masters=lambda: None,
        rule_versions=cache(lambda: RuleVersions(database)),
        threads=lambda: THREADS,
        request_counts=cache(RequestCounts),
        connectors=lambda: sources,
        context=cache(
            lambda: Context(database, sources, lambda *task: tasks["refresh"].append(task), now)
        ),
        action_vendors=cache(
            lambda: Vendors(
                sources=sources, exports=Exporter(database, tasks["export"].append, now)
            )
        ),
        crm=lambda: None,
        messenger=lambda: None,
        enqueue_action=tasks["action"].append,
        enqueue_delivery=lambda: tasks["delivery"].append(None),
        enqueue_shard=lambda payload, task_id: tasks["shard"].append(task_id),
    )
