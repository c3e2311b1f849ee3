"""The commands that make the functions' service accounts, and grant them their rights."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REGION = "us-central1"
Command = list[str]
Account = dict[str, Any]

ACCOUNTS: dict[str, Account] = tomllib.loads(
    Path(__file__).with_name("accounts.toml").read_text("utf-8")
)


def email(account: str, project: str) -> str:
    return f"{account}@{project}.iam.gserviceaccount.com"


def before(project: str) -> Iterator[Command]:
    """Yield what must be granted before the first deployment: the roles, and the right to queue
    tasks that run as the same account."""
    for account, spec in ACCOUNTS.items():
        member = f"--member=serviceAccount:{email(account, project)}"
        for role in spec["roles"]:
            grant = [member, f"--role={role}", "--condition=None"]
            yield ["projects", "add-iam-policy-binding", project, *grant]
        if spec["queues"]:
            itself = ["iam", "service-accounts", "add-iam-policy-binding", email(account, project)]
            role = "--role=roles/iam.serviceAccountUser"
            yield [*itself, member, role, f"--project={project}"]


def after(project: str) -> Iterator[Command]:
    """Yield what can only be granted once queues and functions exist."""
    for account, spec in ACCOUNTS.items():
        member = f"--member=serviceAccount:{email(account, project)}"
        for queue in spec["queues"]:
            yield [
                *("tasks", "queues", "add-iam-policy-binding", queue, f"--location={REGION}"),
                *(member, "--role=roles/cloudtasks.enqueuer", f"--project={project}"),
            ]
        for function in [*spec["queues"], *spec.get("events", ())]:
            # Cloud Run names a function's service in lower case.
            yield [
                *("run", "services", "add-iam-policy-binding", function.lower()),
                *(f"--region={REGION}", member, "--role=roles/run.invoker"),
                f"--project={project}",
            ]
