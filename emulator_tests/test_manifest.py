"""The functions that `firebase deploy` would deploy, by its own discovery."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

Json = Any

PROJECT = "demo-discovery"
EVERYWHERE = {
    "platform": "gcfv2",
    "runtime": "python311",
    "region": "us-central1",
    "availableMemoryMb": 512,
    "cpu": 1,
    "secretEnvironmentVariables": [],
}
MANY = {"concurrency": 32, "maxInstances": 20}
ONE_AT_A_TIME = {"concurrency": 1}


def on(event: str, ref: str) -> Json:
    """Return a database trigger. The SDK has no retries for it, so a lost event must do no harm."""
    return MANY | {
        "timeoutSeconds": None,
        "eventTrigger": {
            "eventType": f"google.firebase.database.ref.v1.{event}",
            "eventFilters": {},
            "eventFilterPathPatterns": {"instance": "*", "ref": ref},
            "retry": False,
        },
    }


def scheduled(schedule: str, *, timeout: int, retries: int) -> Json:
    return ONE_AT_A_TIME | {
        "maxInstances": 1,
        "timeoutSeconds": timeout,
        "scheduleTrigger": {
            "schedule": schedule,
            "timeZone": "America/Toronto",
            "retryConfig": {"retryCount": retries},
        },
    }


def queue(*, timeout: int, at_once: int, retries: Json) -> Json:
    return ONE_AT_A_TIME | {
        "maxInstances": 20,
        "timeoutSeconds": timeout,
        "taskQueueTrigger": {
            "retryConfig": retries,
            "rateLimits": {"maxConcurrentDispatches": at_once},
        },
    }


def secret(name: str) -> Json:
    return {"key": name, "secret": name, "projectId": PROJECT}


RUNS_AS: dict[str, tuple[str, ...]] = {
    "triggers": (
        *("onEmployeeCreate", "onEmployeeArchive", "onEmployeeUpdate", "onEmployeeDelete"),
        *("onPresenceStatusUpdate", "onCompanyCreate", "onCompanyUpdate"),
    ),
    "runs": (
        "calculateDailyMetrics",
        "checkDailyRun",
        "runShard",
        "followAlerts",
        "exportCustomer",
    ),
    "crm": ("syncCrm",),
    "delivery": ("deliverNotices",),
    "actions": ("runAction", "followActions", "refreshContext"),
    "api": ("api",),
}
ACCOUNTS = {
    function: f"health-{group}@{PROJECT}.iam.gserviceaccount.com"
    for group, functions in RUNS_AS.items()
    for function in functions
}

VENDORS = ("HUBSPOT_TOKEN", "STRIPE_KEY", "ZENDESK_TOKEN")

FUNCTIONS: dict[str, Json] = {
    "onEmployeeCreate": on("created", "Employees/{companyId}/{employeeId}"),
    "onEmployeeArchive": on("written", "Employees/{companyId}/{employeeId}/archived"),
    "onEmployeeUpdate": on("updated", "Employees/{companyId}/{employeeId}"),
    "onEmployeeDelete": on("deleted", "Employees/{companyId}/{employeeId}"),
    "onPresenceStatusUpdate": on("written", "PresenceStatus/{userId}/lastActive")
    | {"availableMemoryMb": 256},
    "onCompanyCreate": on("created", "Companies/{companyId}"),
    "onCompanyUpdate": on("written", "Companies/{companyId}"),
    "calculateDailyMetrics": scheduled("0 6 * * *", timeout=540, retries=3),
    "checkDailyRun": scheduled("0 7 * * *", timeout=300, retries=3),
    "followAlerts": scheduled("20 * * * *", timeout=540, retries=1),
    "syncCrm": scheduled("40 * * * *", timeout=1800, retries=1)
    | {"secretEnvironmentVariables": [secret("HUBSPOT_TOKEN"), secret("SLACK_TOKEN")]},
    "runShard": queue(
        timeout=900,
        at_once=8,
        retries={"maxAttempts": 5, "minBackoffSeconds": 10, "maxDoublings": 4},
    ),
    "runAction": queue(
        timeout=60,
        at_once=8,
        retries={"maxAttempts": 20, "minBackoffSeconds": 5, "maxDoublings": 7},
    )
    | {"secretEnvironmentVariables": [secret(name) for name in (*VENDORS, "SMTP_URL")]},
    "followActions": scheduled("*/15 * * * *", timeout=300, retries=1),
    # One at a time: Slack accepts one message a second.
    "deliverNotices": queue(
        timeout=1800,
        at_once=1,
        retries={"maxAttempts": 20, "minBackoffSeconds": 10, "maxDoublings": 5},
    )
    | {"secretEnvironmentVariables": [secret("SLACK_TOKEN")]},
    # The secrets of the sources; a failed refresh is recorded in the cache.
    "refreshContext": queue(
        timeout=60,
        at_once=8,
        retries={"maxAttempts": 3, "minBackoffSeconds": 10, "maxDoublings": 2},
    )
    | {"secretEnvironmentVariables": [secret(name) for name in VENDORS]},
    "exportCustomer": queue(
        timeout=540,
        at_once=4,
        retries={"maxAttempts": 5, "minBackoffSeconds": 10, "maxDoublings": 4},
    ),
    "api": MANY
    | {
        "timeoutSeconds": 60,
        "httpsTrigger": {},
        "secretEnvironmentVariables": [
            secret(name) for name in ("SLACK_TOKEN", "SLACK_SIGNING_SECRET", *VENDORS, "SMTP_URL")
        ],
    },
}


@pytest.fixture(scope="module")
def configuration(project_dir: Path) -> Json:
    return json.loads((project_dir / "firebase.json").read_text())


@pytest.fixture(scope="module")
def discovered(project_dir: Path, configuration: Json) -> dict[str, Json]:
    """Return the functions by name, as firebase-tools discovers and checks them."""
    [source] = configuration["functions"]
    node = shutil.which("node")
    assert node, "firebase-tools needs Node"
    script = Path(__file__).with_name("discovery.cjs")
    answer = subprocess.run(
        [node, script, PROJECT, project_dir, source["source"], source["runtime"]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return {endpoint["id"]: endpoint for endpoint in json.loads(answer.stdout)}


def test_the_functions_are_these_and_no_others(discovered: dict[str, Json]) -> None:
    assert sorted(discovered) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_options(discovered: dict[str, Json], name: str) -> None:
    defaults: Json = {
        "id": name,
        "entryPoint": name,
        "project": PROJECT,
        "labels": {},
        "serviceAccount": ACCOUNTS[name],
        "ingressSettings": None,
        "minInstances": None,
    }
    assert discovered[name] == defaults | EVERYWHERE | FUNCTIONS[name]


def test_queues_have_names_that_cloud_tasks_accepts(discovered: dict[str, Json]) -> None:
    queues = [name for name, found in discovered.items() if "taskQueueTrigger" in found]
    assert queues
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", name) for name in queues)


def test_hosting_sends_the_api_to_its_function(
    configuration: Json, discovered: dict[str, Json]
) -> None:
    # The first rewrite that fits counts: every address that is not the API's is the dashboard's,
    # but a file of an older release is gone.
    rewrite, rest = configuration["hosting"]["rewrites"]
    assert rest == {"source": "!/@(assets)/**", "destination": "/index.html"}
    assert rewrite["source"] == "/api/**"
    target = rewrite["function"]
    assert discovered[target["functionId"]]["region"] == target["region"]


def test_what_belongs_to_one_machine_is_not_uploaded(configuration: Json) -> None:
    """`ignore` replaces the defaults, so it must repeat each of them."""
    [source] = configuration["functions"]
    assert {"venv", "__pycache__", "*.local", ".git", "node_modules"} <= set(source["ignore"])


def test_emulators_run_every_service_that_functions_use(configuration: Json) -> None:
    assert {"auth", "functions", "database", "hosting", "tasks"} <= set(configuration["emulators"])


def test_rules_are_in_place(configuration: Json, project_dir: Path) -> None:
    rules = json.loads((project_dir / configuration["database"]["rules"]).read_text())["rules"]
    assert (rules[".read"], rules[".write"]) == (False, False)


@pytest.mark.parametrize(("target", "status"), [("database", 1), ("functions", 0), ("hosting", 0)])
def test_a_deploy_of_the_databases_rules_is_refused(
    project_dir: Path, target: str, status: int
) -> None:
    """The app's own rules are in the same file of the same database."""
    node = shutil.which("node") or "node"
    command = [node, Path(__file__).with_name("predeploy.cjs"), project_dir, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert ("Deploy with --only functions,hosting" in done.stdout + done.stderr) == bool(status)
