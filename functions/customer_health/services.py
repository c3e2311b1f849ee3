"""The services that handlers and the API work with: clients, queues, settings and the clock.

Whatever is costly to make is behind a function, so that a cold start makes only what its request
needs. `bootstrap.services` makes the services of an instance; a test passes its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from customer_health.config import Config
    from customer_health.flows.actions.ports import Vendors
    from customer_health.flows.context.gather import Connectors, Context
    from customer_health.flows.matching.sync_crm import CompaniesPort
    from customer_health.flows.matching.write_figures import FiguresPort
    from customer_health.notify.slack.messenger import SlackMessenger
    from customer_health.stores.actions.quotas import RequestCounts
    from customer_health.stores.alerts.rules import RuleVersions
    from customer_health.stores.customer_list import CustomerTable
    from customer_health.stores.rtdb.bulk_client import BulkDatabase
    from customer_health.stores.rtdb.client import Database
    from customer_health.stores.rtdb.live_table import LiveTable

    class SyncPort(CompaniesPort, FiguresPort, Protocol):
        """The CRM as the hourly sync needs it: companies to read, figures to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services of one instance, or of one test.

    `verify_token` returns the claims of a Firebase ID token, `claims_now` those that its account
    has at this moment, and `verify_app` checks an App Check token; all raise BadToken.
    `wait_for_masters` returns once every instance knows the master accounts that are stored now.
    `crm` and `messenger` return None where the settings name none.
    """

    config: "Config"
    now: "Callable[[], datetime]"

    verify_token: Callable[[str], Mapping[str, Any]]
    claims_now: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    verify_app: Callable[[str], None]
    user_by_email: Callable[[str], str | None]

    database: "Callable[[], Database]"
    bulk_database: "Callable[[], BulkDatabase]"
    customer_table: "Callable[[], CustomerTable]"
    master_accounts: "Callable[[], LiveTable]"
    wait_for_masters: Callable[[], None]
    rule_versions: "Callable[[], RuleVersions]"
    threads: "Callable[[], Executor]"
    request_counts: "Callable[[], RequestCounts]"

    connectors: "Callable[[], Connectors]"
    context: "Callable[[], Context]"
    action_vendors: "Callable[[], Vendors]"
    crm: "Callable[[], SyncPort | None]"
    messenger: "Callable[[], SlackMessenger | None]"

    enqueue_action: Callable[[str], None]
    enqueue_delivery: Callable[[], None]
    enqueue_shard: Callable[[dict[str, Any], str], None]
