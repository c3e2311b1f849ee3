"""Imports go one way: a layer imports only the layers in its row of the table."""

import ast
import sys
from pathlib import Path

from tests.house.sources import SOURCES, imported, layer, name, nodes, top

MAY_IMPORT = {
    "domain": {"domain"},
    "stores": {
        *("stores", "domain", "errors", "logs", "trace", "msgspec"),
        *("firebase_admin", "google", "requests", "urllib3"),
    },
    "flows": {
        *("flows", "domain", "stores", "errors", "logs", "threads", "trace", "code_version"),
    },
    "notify": {"notify", "flows", "domain", "errors", "logs", "trace", "slack_sdk", "babel"},
    "connectors": {
        *("connectors", "stores", "domain", "errors", "logs", "threads"),
        *("stripe", "urllib3", "pyrate_limiter", "msgspec", "dateutil"),
    },
    "services": {"flows", "stores", "notify", "config"},
    "api": {
        *("api", "services", "flows", "domain", "stores", "notify", "errors", "trace"),
        *("flask", "werkzeug", "pydantic", "pydantic_core"),
    },
    "handlers": {
        *("handlers", "services", "flows", "stores", "bootstrap", "trace", "firebase_functions"),
    },
    "bootstrap": {
        *("bootstrap", "api", "services", "flows", "stores", "notify", "connectors", "domain"),
        *("errors", "config", "threads", "trace"),
        *("firebase_admin", "flask", "google", "stripe"),
    },
    "cli": {
        *("cli_insights", "flows", "domain", "stores", "errors", "bootstrap", "config"),
        *("click", "rich"),
    },
    "code_version": set[str](),
    "cli_insights": {"flows", "domain", "stores", "bootstrap", "click", "rich"},
    "config": {"errors"},
    "logs": {"trace"},
    "errors": set[str](),
    "threads": set[str](),
    "trace": set[str](),
    "main": {"handlers", "bootstrap", "config", "logs", "firebase_functions", "flask"},
    "__init__": set[str](),
}
"""By package or module of ours, what it may import of ours and of others beside the standard
library."""

CLIENTS = {
    "initialize_app",
    "task_queue",
    "Database",
    "BulkDatabase",
    "LiveTable",
    "CustomerTable",
    "Slack",
    "VendorLimiter",
    "VendorHttp",
    "HubSpot",
    "stripe_client",
    "StripeBilling",
    "StripeEffects",
    "Zendesk",
    "ZendeskEffects",
    "Mailer",
}


def test_imports_point_one_way() -> None:
    wrong = {
        name(source): set(map(top, imported(source)))
        - sys.stdlib_module_names
        - MAY_IMPORT[layer(source)]
        for source in SOURCES
    }
    assert {source: found for source, found in wrong.items() if found} == {}


def test_only_the_manifest_imports_handlers() -> None:
    allowed = {key for key, may in MAY_IMPORT.items() if "handlers" in may}
    assert allowed == {"main", "handlers"}


def test_only_bootstrap_makes_clients() -> None:
    made = {name(s): CLIENTS & called(s) for s in SOURCES if layer(s) != "bootstrap"}
    assert {source: found for source, found in made.items() if found} == {}


def test_all_threads_keep_the_trace_of_their_work() -> None:
    assert [name(source) for source in SOURCES if "ThreadPoolExecutor" in called(source)] == []


def called(source: Path) -> set[str | None]:
    return {
        getattr(node.func, "attr", getattr(node.func, "id", None))
        for node in nodes(source)
        if isinstance(node, ast.Call)
    }
