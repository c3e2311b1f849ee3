"""Everything that the backend is deployed to, on one machine and with one clock: the database,
Google's and the vendors' services, and the functions."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

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

Json = Any

ROOT = Path(__file__).parents[2]
READY = 0
"""The id under which the instance says that it has loaded the functions."""
PATIENCE = 60
"""Seconds that a call may take."""

ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    "ann@pivotapp.ca": {"localId": "ann"},
    "sue@pivotapp.ca": {"localId": "sue", "customAttributes": '{"role": "supervisor"}'},
    "eve@pivotapp.ca": {"localId": "eve", "customAttributes": '{"role": "executive"}'},
    "adam@pivotapp.ca": {"localId": "adam", "customAttributes": '{"role": "admin"}'},
    "master@example.com": {"localId": "user-auth"},
    "elsewhere@example.com": {"localId": "user-elsewhere"},
}


class Answer(NamedTuple):
    status: int
    body: Json


class Killed(Exception):  # noqa: N818 - named for what was done
    """The call was killed before it answered."""


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
        self._unread = b""
        self._started: list[int] = []
        self._answers: dict[int, Json] = {}

    def __enter__(self) -> Self:
        for service in self.services:
            self._stack.enter_context(service)
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.clock_path, self.log_path = folder / "clock", folder / "log"
        self._clock = self._stack.enter_context(time_machine.travel(datetime.now(UTC), tick=False))
        self.set_clock(datetime.now(UTC))
        log = self._stack.enter_context(self.log_path.open("wb"))
        self._instance = subprocess.Popen(
            [sys.executable, "-m", "emulator_tests.chaos.instance", str(self.clock_path)],
            cwd=ROOT,
            env={**os.environ, **self._environment()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        self._stack.callback(self._stop)
        self._register()
        while READY not in self._answers:
            self._read(PATIENCE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _stop(self) -> None:
        self._instance.kill()
        for pipe in (self._instance.stdin, self._instance.stdout):
            if pipe:
                pipe.close()
        self._instance.wait()

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
        account, now = ACCOUNTS[email], int(time.time())
        claims = {
            "iss": f"https://securetoken.google.com/{NAMESPACE}", "aud": NAMESPACE, "sub": who,
            "iat": now, "auth_time": now, "exp": now + 3600, "email": email,
            "email_verified": True, **json.loads(account.get("customAttributes", "{}")),
        }  # fmt: skip
        return jwt.encode(claims, None, algorithm="none")

    def call(self, call: Json, interruption: Interruption | None = None) -> Answer:
        """Call a function, and return its answer. Raises Killed.

        `writes` of the database then has the writes of this call.
        """
        pid = self.start(call, interruption)
        return self.finish(pid, interruption)

    def start(self, call: Json, interruption: Interruption | None = None) -> int:
        """Start a call, and return the id of its process."""
        whole = {"path": "/", "method": "POST", "headers": {}, "body": {}, **call}
        self.database.expect_call(interruption)
        assert self._instance.stdin
        self._instance.stdin.write(json.dumps(whole).encode() + b"\n")
        self._instance.stdin.flush()
        while not self._started:
            self._read(PATIENCE)
        pid = self._started.pop()
        self.database.server.pid.set_result(pid)
        return pid

    def finish(self, pid: int, interruption: Interruption | None = None) -> Answer:
        """Wait for the answer of a call, and let its clock be everybody's. Raises Killed."""
        may_be_killed = interruption is not None and interruption.kills
        while pid not in self._answers:
            if may_be_killed and interruption.hit.is_set():
                self._wait_for_end(pid)
                raise Killed(f"{interruption.way} write {interruption.at}")
            self._read(0.01 if may_be_killed else PATIENCE)
        answer = self._answers.pop(pid)
        self.advance_to(datetime.fromtimestamp(answer["clock"], UTC))
        return Answer(answer["status"], answer["body"])

    def stops(self, pid: int, interruption: Interruption) -> bool:
        """Wait until a call stops at its write, or ends before. Returns whether it stopped."""
        while pid not in self._answers and not interruption.hit.is_set():
            self._read(0.01)
        return interruption.hit.is_set()

    def go_on(self, pid: int) -> Answer:
        """Let a stopped call go on, with the present time, and return its answer."""
        os.kill(pid, signal.SIGUSR1)
        os.kill(pid, signal.SIGCONT)
        return self.finish(pid)

    def _wait_for_end(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            while True:
                os.kill(pid, 0)

    def _read(self, timeout: float) -> None:
        """Read what the instance says next. Raises TimeoutError after PATIENCE."""
        assert self._instance.stdout
        descriptor = self._instance.stdout.fileno()
        if not select.select([descriptor], [], [], timeout)[0]:
            if timeout == PATIENCE:
                raise TimeoutError(f"no answer:\n{self.log_path.read_text()[-5000:]}")
            return
        *lines, self._unread = (self._unread + os.read(descriptor, 1 << 16)).split(b"\n")
        for line in map(json.loads, lines):
            if "started" in line:
                self._started.append(line["started"])
            else:
                self._answers[line["pid"]] = line
