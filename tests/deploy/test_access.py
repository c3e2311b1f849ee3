"""Each function runs as an account of its group, which may do what its functions need."""

import json
import subprocess
import sys
from typing import Any

import pytest

from customer_health import config
from deploy.access import ACCOUNTS, REGION, after, before
from tests.house.sources import FUNCTIONS

LIST = """
import json, main
print(json.dumps({
    name: [found.serviceAccountEmail, bool(found.taskQueueTrigger), bool(found.eventTrigger)]
    for name, function in vars(main).items()
    if (found := getattr(function, "__firebase_endpoint__", None))
}))
"""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """Return of each function in the manifest: its account, and whether a queue or events call
    it."""
    listed = subprocess.run(
        [sys.executable, "-c", LIST],
        cwd=FUNCTIONS,
        env={"GCLOUD_PROJECT": "pivot", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(listed.stdout)
    return found


def test_the_accounts_are_those_of_the_manifest(manifest: dict[str, Any]) -> None:
    used = {account for account, _, _ in manifest.values()}
    assert used == {f"{name}@pivot.iam.gserviceaccount.com" for name in ACCOUNTS}


def test_the_queues_are_those_of_the_manifest(manifest: dict[str, Any]) -> None:
    filled = {queue for spec in ACCOUNTS.values() for queue in spec["queues"]}
    assert filled == {name for name, (_, queue, _) in manifest.items() if queue}


def test_events_call_their_functions_as_the_account_of_these(manifest: dict[str, Any]) -> None:
    for name, spec in ACCOUNTS.items():
        account = f"{name}@pivot.iam.gserviceaccount.com"
        called = {one for one, (own, _, events) in manifest.items() if events and own == account}
        assert set(spec.get("events", ())) == called
        assert ("roles/eventarc.eventReceiver" in spec["roles"]) == bool(called)


def test_no_account_may_do_more_than_it_needs() -> None:
    """Roles that hold for the whole project: only these, and none that grants others something."""
    granted = {role for spec in ACCOUNTS.values() for role in spec["roles"]}
    assert granted == {
        "roles/firebasedatabase.admin",
        "roles/firebaseauth.viewer",
        "roles/eventarc.eventReceiver",
    }


def test_the_region_is_the_functions() -> None:
    assert REGION == config.REGION


def test_the_commands_of_one_account() -> None:
    member = "--member=serviceAccount:health-crm@pivot.iam.gserviceaccount.com"

    def of_crm(commands: Any) -> list[str]:
        return [" ".join(command) for command in commands if member in command]

    assert of_crm(before("pivot")) == [
        f"projects add-iam-policy-binding pivot {member} --role=roles/firebasedatabase.admin"
        " --condition=None",
        "iam service-accounts add-iam-policy-binding health-crm@pivot.iam.gserviceaccount.com"
        f" {member} --role=roles/iam.serviceAccountUser --project=pivot",
    ]
    assert of_crm(after("pivot")) == [
        f"tasks queues add-iam-policy-binding deliverNotices --location={REGION} {member}"
        " --role=roles/cloudtasks.enqueuer --project=pivot",
        f"run services add-iam-policy-binding delivernotices --region={REGION} {member}"
        " --role=roles/run.invoker --project=pivot",
    ]
