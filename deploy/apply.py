"""Set up with gcloud what `firebase deploy` does not: `python -m deploy.apply STEP PROJECT`.

before      the APIs, the functions' service accounts and their roles
after       who may queue tasks and call functions, which must exist by then
monitoring  log-based metrics, alert policies and the dashboard; takes --channel
budget      an alert at 50, 90 and 100 % of a month's costs; takes --billing-account and --amount

Each step may be repeated, except for `budget`: what exists is updated.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy import access, monitoring
from deploy.access import Command

APIS = (
    *("artifactregistry", "billingbudgets", "cloudbuild", "cloudfunctions", "cloudscheduler"),
    *("cloudtasks", "eventarc", "firebasedatabase", "iam", "identitytoolkit", "logging"),
    *("monitoring", "run", "secretmanager"),
)
Gcloud = Callable[[Command], str]
Options = Mapping[str, str]


def run(command: Command) -> str:
    """Run gcloud, and return what it prints. Raises CalledProcessError if it fails."""
    sys.stderr.write(f"gcloud {' '.join(command)}\n")
    whole = ["gcloud", *command, "--quiet"]
    return subprocess.run(whole, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def before(gcloud: Gcloud, project: str, _: Options) -> None:
    gcloud(["services", "enable", *(f"{api}.googleapis.com" for api in APIS), on(project)])
    known = gcloud(["iam", "service-accounts", "list", "--format=value(email)", on(project)])
    for account in access.ACCOUNTS:
        if access.email(account, project) not in known.splitlines():
            gcloud(["iam", "service-accounts", "create", account, on(project)])
    for command in access.before(project):
        gcloud(command)


def after(gcloud: Gcloud, project: str, _: Options) -> None:
    for command in access.after(project):
        gcloud(command)


def monitor(gcloud: Gcloud, project: str, options: Options) -> None:
    known = gcloud(["logging", "metrics", "list", "--format=value(name)", on(project)])
    for name, spec in monitoring.METRICS.items():
        verb = "update" if name in known.splitlines() else "create"
        with written(monitoring.log_metric(name, spec)) as path:
            gcloud(["logging", "metrics", verb, name, f"--config-from-file={path}", on(project)])
    group = ["alpha", "monitoring", "policies"]
    for name, spec in monitoring.POLICIES.items():
        old = named(gcloud, group, name, project)
        verbs = ["update", old] if old else ["create"]
        with written(monitoring.policy(name, spec, options["channel"])) as path:
            gcloud([*group, *verbs, f"--policy-from-file={path}", on(project)])
    group = ["monitoring", "dashboards"]
    # Replaced: an update would need the version of the old one.
    if old := named(gcloud, group, monitoring.DASHBOARD, project):
        gcloud([*group, "delete", old, on(project)])
    with written(monitoring.dashboard()) as path:
        gcloud([*group, "create", f"--config-from-file={path}", on(project)])


def budget(gcloud: Gcloud, project: str, options: Options) -> None:
    rules = [f"--threshold-rule=percent={share}" for share in ("0.5", "0.9", "1.0")]
    gcloud([
        *("billing", "budgets", "create", f"--billing-account={options['billing_account']}"),
        *("--display-name=Customer Health", f"--budget-amount={options['amount']}", *rules),
        *(f"--filter-projects=projects/{project}", f"--billing-project={project}"),
    ])  # fmt: skip


def on(project: str) -> str:
    return f"--project={project}"


def named(gcloud: Gcloud, group: Command, name: str, project: str) -> str:
    """Return the API's name of what has this display name, or nothing."""
    display = f'--filter=displayName="{name}"'
    return gcloud([*group, "list", display, "--format=value(name)", on(project)])


@contextmanager
def written(content: Any) -> Iterator[str]:
    """Yield the path of a file with this content as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "content.json")
        path.write_text(json.dumps(content), "utf-8")
        yield str(path)


STEPS: Mapping[str, Callable[[Gcloud, str, Options], None]] = {
    "before": before,
    "after": after,
    "monitoring": monitor,
    "budget": budget,
}

NEEDED = {"monitoring": ("channel",), "budget": ("billing_account", "amount")}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.apply",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("project")
    parser.add_argument("--channel", default="", help="projects/…/notificationChannels/…")
    parser.add_argument("--billing-account", default="", help="XXXXXX-XXXXXX-XXXXXX")
    parser.add_argument("--amount", default="", help="of a month, such as 100CAD")
    given = vars(parser.parse_args())
    if missing := [name for name in NEEDED.get(given["step"], ()) if not given[name]]:
        parser.error(f"{given['step']} also takes {', '.join(missing)}")
    STEPS[given["step"]](run, given["project"], given)


if __name__ == "__main__":
    main()
