"""A cold start pays for little more than the SDK."""

import json
import subprocess
import sys

from tests.house.sources import FUNCTIONS

FLOOR = """
from firebase_functions import db_fn, https_fn, options, scheduler_fn, tasks_fn
import firebase_admin.db
"""


def modules_after(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout))


def test_what_slows_every_start_is_not_deployed() -> None:
    """httpx, which firebase-admin imports, imports its command line if rich is installed."""
    deployed = (FUNCTIONS / "requirements.txt").read_text().splitlines()
    names = {line.partition("==")[0] for line in deployed}
    assert "httpx" in names
    assert names & {"rich", "pygments"} == set()


def test_the_models_of_the_api_are_built_when_they_are_first_used() -> None:
    script = (
        "from customer_health.bootstrap.api import app\napp()\n"
        "from customer_health.api.customers.models import CustomerPage\n"
        "assert not CustomerPage.__pydantic_complete__"
    )
    subprocess.run([sys.executable, "-c", script], cwd=FUNCTIONS, check=True)


def test_a_cold_start_loads_little_beside_the_sdk() -> None:
    """The limit counts modules: an import may load 15 % more of them than the SDK alone."""
    floor, whole = modules_after(FLOOR), modules_after("import main")
    assert len(whole) <= 1.15 * len(floor)
    late = {
        *("grpc", "google.cloud.firestore", "google.cloud.storage"),
        *("pydantic", "slack_sdk", "stripe", "babel", "dateutil", "rich"),
    }
    assert (whole - floor) & late == set()
    assert "main" in whole
