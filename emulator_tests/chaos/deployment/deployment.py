"""Everything that the backend is deployed to, on one machine and with one clock: the database,
Google's and the vendors' services, and the functions."""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import jwt
import time_machine

import main
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_harness.ports import HOST
from tests.connectors.hubspot.portal import portal

from .database import NAMESPACE, DatabaseServer, Interruption
from .google import GoogleFake
from .processes import ROOT, Answer, Processes

Json = Any


def account(uid: str, role: str) -> Mapping[str, Any]:
    return {"localId": uid, "customAttributes": json.dumps({"customerHealthRole": role})}


ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    "ann@pivotapp.ca": {"localId": "ann"},
    "sue@pivotapp.ca": account("sue", "supervisor"),
    "eve@pivotapp.ca": account("eve", "executive"),
    "adam@pivotapp.ca": account("adam", "admin"),
    "master@example.com": {"localId": "user-auth"},
    "elsewhere@example.com": {"localId": "user-elsewhere"},
}


class Deployment:
    """The running services; a context manager. `reset` makes it as good as new."""

    def __init__(self) -> None:
        self.database = DatabaseServer((ROOT / "database.rules.json").read_text())
        self.google = GoogleFake(ACCOUNTS)
        self.slack = SlackFake(rate=None)
        self.crm = portal()
        self.billing = StripeFake()
        self.help_desk = ZendeskFake()
        self.mailbox = SmtpFake()
        self.services = (
            self.database, self.google, self.slack, self.crm, self.billing, self.help_desk,
            self.mailbox,
        )  # fmt: skip
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for service in self.services:
            self._stack.enter_context(service)
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.clock_path = folder / "clock"
        self._clock = self._stack.enter_context(time_machine.travel(datetime.now(UTC), tick=False))
        self.set_clock(datetime.now(UTC))
        self._register()
        processes = Processes(self.database, self.clock_path, self._environment())
        self.processes = self._stack.enter_context(processes)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _environment(self) -> dict[str, str]:
        return {
            "GCLOUD_PROJECT": NAMESPACE,
            "FIREBASE_CONFIG": json.dumps(
                {
                    "projectId": NAMESPACE,
                    "databaseURL": f"http://{HOST}:{self.database.port}/?ns={NAMESPACE}",
                }
            ),
            "FUNCTIONS_EMULATOR": "true",
            "FIREBASE_DATABASE_EMULATOR_HOST": f"{HOST}:{self.database.port}",
            "FIREBASE_AUTH_EMULATOR_HOST": f"{HOST}:{self.google.port}",
            "CLOUD_TASKS_EMULATOR_HOST": f"{HOST}:{self.google.port}",
            "DASHBOARD_URL": "https://health.example.com",
            "SLACK_URL": self.slack.api_url,
            "SLACK_TOKEN": self.slack.token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_ALERTS_CHANNEL": self.slack.channel_id("customer-health"),
            "SLACK_SUPPORT_CHANNEL": self.slack.channel_id("support-logs"),
            "HUBSPOT_TOKEN": self.crm.token,
            "HUBSPOT_URL": self.crm.url,
            "CRM_FIGURES": "on",
            "STRIPE_KEY": self.billing.key,
            "STRIPE_URL": self.billing.url,
            "ZENDESK_URL": self.help_desk.url,
            "ZENDESK_EMAIL": self.help_desk.email,
            "ZENDESK_TOKEN": self.help_desk.token,
            "ZENDESK_RATE": "100000",
            "SMTP_URL": self.mailbox.smtp_url,
            "MAIL_FROM": "support@pivotapp.ca",
        }

    def _register(self) -> None:
        """Register the triggers of main.py with the database."""
        for name, function in vars(main).items():
            endpoint = getattr(function, "__firebase_endpoint__", None)
            if not (endpoint and endpoint.eventTrigger):
                continue
            trigger = endpoint.eventTrigger
            path = trigger["eventFilterPathPatterns"]["ref"]
            self.database.register(name, path, trigger["eventType"])

    def reset(self, data: Json, now: datetime) -> None:
        """Begin anew with this data, at this time."""
        self.set_clock(now)
        self.database.load(data)
        for fake in (self.google, self.slack, self.crm, self.billing, self.help_desk, self.mailbox):
            fake.reset()
        self.slack.rate = None
        self.crm.limit(rate=None, search_rate=None)

    # --- The clock -----------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def set_clock(self, now: datetime) -> None:
        self._clock.move_to(now)
        written = self.clock_path.with_suffix(".new")
        written.write_text(repr(now.timestamp()))
        written.replace(self.clock_path)

    def advance(self, by: timedelta) -> None:
        self.set_clock(self.now + by)

    def advance_to(self, at: datetime) -> None:
        self.set_clock(max(self.now, at))

    # --- Calls ---------------------------------------------------------------------------------

    def scheduled(self, name: str, at: datetime) -> Json:
        """Return the call of a scheduled function as Cloud Scheduler makes it."""
        headers = {
            "X-CloudScheduler-JobName": "job",
            "X-CloudScheduler-ScheduleTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return {"function": name, "headers": headers}

    def ask(
        self, who: str, method: str, path: str, body: Json = None, tag: object = None, key: str = ""
    ) -> Answer:
        """Call the API as a person. Raises Killed."""
        return self.call(self.request(who, method, path, body, tag, key))

    def request(
        self, who: str, method: str, path: str, body: Json = None, tag: object = None, key: str = ""
    ) -> Json:
        headers = {"Authorization": f"Bearer {self._token(who)}"}
        if tag is not None:
            headers["If-Match"] = f'"{tag}"'
        if key:
            headers["Idempotency-Key"] = key
        return {
            "function": "api", "path": f"/v1/{path}", "method": method, "headers": headers,
            "body": body,
        }  # fmt: skip

    def _token(self, who: str) -> str:
        email = f"{who}@pivotapp.ca"
        known, now = ACCOUNTS[email], int(time.time())
        body = {
            "iss": f"https://securetoken.google.com/{NAMESPACE}", "aud": NAMESPACE, "sub": who,
            "iat": now, "auth_time": now, "exp": now + 3600, "email": email,
            "email_verified": True, **json.loads(known.get("customAttributes", "{}")),
        }  # fmt: skip
        return jwt.encode(body, "", algorithm="none")

    def call(self, call: Json, interruption: Interruption | None = None) -> Answer:
        """Call a function, and return its answer. Raises Killed."""
        pid = self.processes.start(call, interruption)
        return self._keep_time(self.processes.finish(pid, interruption))

    def call_around(
        self, call: Json, interruption: Interruption, meanwhile: Callable[[], None]
    ) -> Answer:
        """Call a function, and do something else while it is stopped. Returns its answer."""
        pid = self.processes.start(call, interruption)
        if not self.processes.stops(pid, interruption):
            return self._keep_time(self.processes.finish(pid))
        meanwhile()
        return self._keep_time(self.processes.go_on(pid))

    def _keep_time(self, answer: Answer) -> Answer:
        """Let the clock of a call, which may have slept, be everybody's."""
        self.advance_to(datetime.fromtimestamp(answer.clock, UTC))
        return answer
