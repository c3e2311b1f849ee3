"""Imports point one way, and a cold start pays for little more than the SDK."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parent.parent / "functions"
PACKAGE = FUNCTIONS / "customer_health"

MAY_IMPORT = {
    "domain": {"domain"},
    "stores": {"stores", "domain", "errors", "msgspec", "tenacity", "aiohttp", "firebase_admin"},
    "flows": {"flows", "domain", "stores", "errors"},
    "notify": {"notify", "flows", "domain", "errors", "slack_sdk", "jinja2"},
    "connectors": {
        *("connectors", "stores", "domain", "errors"),
        *("stripe", "urllib3", "tenacity", "pyrate_limiter"),
    },
    "api": {
        *("api", "flows", "domain", "stores", "notify", "errors", "bootstrap", "config"),
        *("flask", "werkzeug", "firebase_admin", "pydantic", "pydantic_core"),
    },
    "handlers": {
        *("handlers", "api", "flows", "domain", "stores", "errors", "bootstrap", "config"),
        *("firebase_functions", "flask", "werkzeug"),
    },
    "bootstrap": {
        *("bootstrap", "flows", "stores", "notify", "connectors", "domain", "errors", "config"),
        *("firebase_admin", "google", "stripe"),
    },
    "cli": {
        *("flows", "domain", "stores", "errors", "bootstrap", "config"),
        *("click", "rich"),
    },
    "config": {"errors"},
    "errors": set[str](),
    "main": {"handlers", "config", "firebase_functions"},
    "__init__": set[str](),
}
"""By package or module of ours, what it may import of ours and of others beside the standard
library."""

CLIENTS = {
    "initialize_app",
    "task_queue",
    "Database",
    "BulkDatabase",
    "Mirror",
    "CustomerTable",
    "Slack",
    "Gate",
    "VendorHttp",
    "HubSpot",
    "stripe_client",
    "StripeBilling",
    "StripeEffects",
    "Zendesk",
    "ZendeskEffects",
    "Mailer",
}

SOURCES = sorted([*PACKAGE.rglob("*.py"), FUNCTIONS / "main.py"])


def layer(source: Path) -> str:
    root = FUNCTIONS if source.parent == FUNCTIONS else PACKAGE
    return source.relative_to(root).parts[0].removesuffix(".py")


def name(source: Path) -> str:
    return str(source.relative_to(FUNCTIONS))


def nodes(source: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source.read_text("utf-8")))


def imported(source: Path) -> Iterator[str]:
    """Full names; that of `from x import y` is x.y, be it a module or what is in one."""
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(module: str) -> str:
    """Of ours the layer, of others the distribution's own name."""
    first, *rest = module.split(".")
    return rest[0] if first == "customer_health" else first


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_imports_point_one_way(source: Path) -> None:
    found = set(map(top, imported(source))) - sys.stdlib_module_names
    assert found <= MAY_IMPORT[layer(source)]


def test_only_the_manifest_imports_handlers() -> None:
    allowed = {key for key, may in MAY_IMPORT.items() if "handlers" in may}
    assert allowed == {"main", "handlers"}


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_only_bootstrap_makes_clients(source: Path) -> None:
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", None))
        for node in nodes(source)
        if isinstance(node, ast.Call)
    }
    assert layer(source) == "bootstrap" or not called & CLIENTS


FLOOR = """
from firebase_functions import db_fn, https_fn, options, scheduler_fn, tasks_fn
import firebase_admin.db
"""


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout))


def test_a_cold_start_loads_little_beside_the_sdk() -> None:
    """Counted in modules: 15 % is what the whole import may take longer than the SDK's own."""
    floor, whole = modules_after(FLOOR), modules_after("import main")
    assert len(whole) <= 1.15 * len(floor)
    late = {
        *("grpc", "google.cloud.firestore", "google.cloud.storage", "aiohttp"),
        *("pydantic", "slack_sdk", "stripe", "jinja2", "tenacity", "rich"),
    }
    assert (whole - floor) & late == set()
    assert "main" in whole
