"""Imports go one way: a layer imports only the layers in its row of the table."""

import ast
import sys
from pathlib import Path

from tests.house.sources import SOURCES, imported, layer, name, nodes, top

MAY_IMPORT = {
    "domain": {"domain"},
    "stores": {
        *("stores", "domain", "errors", "msgspec"),
        *("firebase_admin", "google", "requests", "urllib3"),
    },
    "flows": {"flows", "domain", "stores", "errors"},
    "notify": {"notify", "flows", "domain", "errors", "slack_sdk", "babel"},
    "connectors": {
        *("connectors", "stores", "domain", "errors"),
        *("stripe", "urllib3", "pyrate_limiter", "msgspec", "dateutil"),
    },
    "services": {"flows", "stores", "notify", "config"},
    "api": {
        *("api", "services", "flows", "domain", "stores", "notify", "errors"),
        *("flask", "werkzeug", "pydantic", "pydantic_core"),
    },
    "handlers": {"handlers", "services", "flows", "stores", "bootstrap", "firebase_functions"},
    "bootstrap": {
        *("bootstrap", "api", "services", "flows", "stores", "notify", "connectors", "domain"),
        *("errors", "config", "firebase_admin", "flask", "google", "stripe"),
    },
    "cli": {
        *("flows", "domain", "stores", "errors", "bootstrap", "config"),
        *("click", "rich"),
    },
    "config": {"errors"},
    "errors": set[str](),
    "main": {"handlers", "bootstrap", "config", "firebase_functions", "flask"},
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


def called(source: Path) -> set[str | None]:
    return {
        getattr(node.func, "attr", getattr(node.func, "id", None))
        for node in nodes(source)
        if isinstance(node, ast.Call)
    }
