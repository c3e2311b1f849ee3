"""A Python client that is generated from the OpenAPI document covers every operation, and works."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from customer_health.api.openapi import document
from tests.api.client import APP, Api, row

CONFIG = Path(__file__).parent / "python_client.yaml"
NAME = "generated_client"


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[str]]:
    """Yield the names of the modules of a generated client, which can be imported."""
    place = tmp_path_factory.mktemp("client")
    described = place / "openapi.json"
    described.write_text(json.dumps(document(APP)))
    command = ["generate", "--fail-on-warning", "--meta", "none", "--config", str(CONFIG)]
    command += ["--path", str(described), "--output-path", str(place / NAME)]
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(place))
    yield {
        ".".join(source.relative_to(place).with_suffix("").parts)
        for source in (place / NAME).rglob("*.py")
        if source.name != "__init__.py"
    }
    sys.path.remove(str(place))


def test_every_operation_has_a_function(modules: set[str]) -> None:
    functions = {
        name.rpartition(".")[2]
        for name in modules
        if callable(getattr(importlib.import_module(name), "sync_detailed", None))
    }
    operations = (op for methods in document(APP)["paths"].values() for op in methods.values())
    assert functions == {operation["operationId"] for operation in operations}


def test_an_answer_is_read_into_its_model(api: Api, modules: set[str]) -> None:
    api.load(CustomerIndex={"c1": row("Érablière Côté")})
    client: Any = importlib.import_module(NAME).AuthenticatedClient("http://localhost/v1", "agent")
    client.set_httpx_client(
        httpx.Client(
            transport=httpx.WSGITransport(app=APP),
            base_url="http://localhost/v1",
            headers={"Authorization": "Bearer agent"},
        )
    )
    operation = importlib.import_module(f"{NAME}.api.customers.customers_list_customers")
    page = operation.sync(client=client, search="erabliere")
    assert [(one.name, one.alert_level) for one in page.customers] == [
        ("Érablière Côté", "unknown")
    ]
    assert not page.next_
