"""The emulator suite of firebase-tools: its start, its addresses and its end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from . import watchdog
from .auth import Auth
from .database import Database
from .environment import environment
from .errors import HarnessError, StartError
from .ports import HOST, Ports
from .project import project_id, write_run_directory
from .session import session
from .waiting import wait_until

ONLY = "auth,functions,database,hosting,tasks"
READY = "All emulators ready!"
NOT_LOADED = "Failed to load function definition"
TAIL_LINES = 40
STOP_SECONDS = 5.0
"""How long the CLI may take to stop (it waits for running functions) before it is killed."""


class Suite:
    """The emulators of one project directory; a context manager.

    The functions get `env` as parameters, secrets and environment variables; it overrides the
    project's dotenv files. The test process needs no environment variables: it uses the URLs.
    """

    def __init__(
        self,
        project_dir: Path | str = ".",
        *,
        ports: Ports | None = None,
        project: str | None = None,
        env: Mapping[str, str] | None = None,
        start_timeout: float = 120,
    ) -> None:
        self.project_dir = Path(project_dir).resolve()
        self.ports = ports or Ports.default()
        self.project = self.namespace = project or project_id(self.project_dir)
        self.env = dict(env or {})
        self.start_timeout = start_timeout
        self.official_database = os.environ.get("RTDB") == "official"
        self.database_url = f"http://{HOST}:{self.ports.database}"
        self.functions_url = f"http://{HOST}:{self.ports.functions}"
        self.hosting_url = f"http://{HOST}:{self.ports.hosting}"
        self.tasks_url = f"http://{HOST}:{self.ports.tasks}"
        self.auth_host = f"{HOST}:{self.ports.auth}"
        self.database = Database(self.database_url, self.namespace)
        self.auth = Auth(f"http://{self.auth_host}", self.project)
        self._http = session()
        self._cli: subprocess.Popen[bytes] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the CLI, and return when every emulator answers and every function is loaded.

        Raises PortInUseError, another HarnessError for a project that can't be run, or StartError
        with the end of the log.
        """
        command = cli_command(self.project_dir)
        self.ports.check_free()
        self.run_dir = Path(tempfile.mkdtemp(prefix="emulators-")).resolve()
        self._marker = f"EMULATOR_HARNESS_RUN={self.run_dir}"
        try:
            self._start_watchdog()
            self._start_cli(command)
            wait_until(self._ready, timeout=self.start_timeout)
        except TimeoutError as error:
            failure = self._failed(f"not ready after {self.start_timeout} s")
            self.stop()
            raise failure from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End every process and delete the run directory. Does nothing on a stopped suite."""
        if self._cli and self.running():
            self._cli.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._cli.wait(STOP_SECONDS)
        if self._watchdog and self._watchdog.stdin:
            self._watchdog.stdin.close()
            self._watchdog.wait()
        if self._cli:
            self._cli.wait()
        self._cli = self._watchdog = None

    def running(self) -> bool:
        return self._cli is not None and self._cli.poll() is None

    def wait(self, timeout: float) -> None:
        """Wait until the CLI exits by itself, or `timeout` seconds have passed."""
        with suppress(subprocess.TimeoutExpired):
            if self._cli:
                self._cli.wait(timeout)

    def log_text(self) -> str:
        """Return what the CLI and the functions have printed so far."""
        return self.log_path.read_text(errors="replace")

    def log_tail(self) -> str:
        return "\n".join(self.log_text().splitlines()[-TAIL_LINES:])

    @property
    def log_path(self) -> Path:
        return self.run_dir / "emulators.log"

    def backends(self) -> list[dict[str, Any]]:
        """Return every function as the Functions emulator describes it: id, region, schedule …"""
        codebases = self._get(f"{self.functions_url}/backends")["backends"]
        return [function for codebase in codebases for function in codebase["functionTriggers"]]

    def function_url(self, name: str) -> str:
        return f"{self.functions_url}/{self.project}/{self._function(name)['region']}/{name}"

    def call_schedule(
        self, name: str, at: datetime, job_name: str = "emulated-job", timeout: float = 300
    ) -> requests.Response:
        """Run a scheduled function as Cloud Scheduler would at the time `at` (with a time zone)."""
        headers = {
            "X-CloudScheduler": "true",
            "X-CloudScheduler-JobName": job_name,
            "X-CloudScheduler-ScheduleTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        # The suffix counts how often the triggers were disabled; a suite never disables them.
        key = f"{self._function(name)['id']}-0"
        url = f"{self.functions_url}/functions/projects/{self.project}/triggers/{key}"
        return self._http.post(url, headers=headers, timeout=timeout)

    def wait_until_idle(self, timeout: float = 30) -> None:
        """Wait until no event is undelivered, no task queued and no function running.

        Two tasks can't be seen from outside: one that failed and waits for its next attempt, and
        one whose worker is starting. So a test that enqueues a task must wait for its effect.
        """
        wait_until(self._idle, timeout=timeout, message="no event, task or function left")

    def _idle(self) -> bool:
        log = self.log_text()
        queues = self._get(f"{self.tasks_url}/queueStats").values()
        begun = log.count("Beginning execution of")
        ended = log.count('Finished "') + log.count("Request to function failed")
        return (
            begun <= ended
            and not any(queue["numberOfTasks"] for queue in queues)
            and (self.official_database or bool(self.database.events()["idle"]))
        )

    def _start_watchdog(self) -> None:
        # In a session of its own, so that Ctrl-C in a terminal doesn't end it before its work.
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", watchdog.__file__, self._marker, str(self.run_dir)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _start_cli(self, command: Path) -> None:
        write_run_directory(
            self.project_dir, self.run_dir, project=self.project, ports=self.ports, env=self.env
        )
        with self.log_path.open("wb") as log:
            self._cli = subprocess.Popen(
                [command, "emulators:start", f"--project={self.project}", f"--only={ONLY}",
                 "--non-interactive"],
                cwd=self.run_dir,
                env=environment(
                    self.run_dir, self._marker, official_database=self.official_database
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        (self.run_dir / "cli.pid").write_text(str(self._cli.pid))

    def _ready(self) -> bool:
        log = self.log_text()
        if not self.running():
            raise self._failed("firebase-tools exited")
        if NOT_LOADED in log:
            raise self._failed("the functions could not be loaded")
        return READY in log

    def _failed(self, reason: str) -> StartError:
        return StartError(f"{reason}; the log ends with\n{self.log_tail()}")

    def _function(self, name: str) -> dict[str, Any]:
        functions = {function["name"]: function for function in self.backends()}
        if name not in functions:
            raise HarnessError(f"no function {name!r}; there are {', '.join(sorted(functions))}")
        return functions[name]

    def _get(self, url: str) -> dict[str, Any]:
        response = self._http.get(url, timeout=10)
        response.raise_for_status()
        return dict(response.json())


def cli_command(project_dir: Path) -> Path:
    local = project_dir / "node_modules" / ".bin" / "firebase"
    if found := shutil.which(local) or shutil.which("firebase"):
        return Path(found)
    raise HarnessError(f"no firebase-tools in {project_dir}: run `npm ci` there (it needs Node 20)")
