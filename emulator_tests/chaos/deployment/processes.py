"""The processes of the functions: each call has one of its own."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from .database import DatabaseServer, Interruption

Json = Any

ROOT = Path(__file__).parents[3]
READY = 0
"""The id under which the instance says that it has loaded the functions."""
PATIENCE = 60
"""Seconds that a call may take."""
TICK = 0.01
"""Seconds between two looks at whether a call was interrupted."""


class Answer(NamedTuple):
    """`clock` is the time at which it came, in seconds."""

    status: int
    body: Json
    clock: float


class Killed(Exception):  # noqa: N818 - named for what was done
    """The call was killed before it answered."""


class Processes:
    """Starts a process for each call, tells the database of it, and reads its answer."""

    def __init__(self, database: DatabaseServer, clock: Path, env: Mapping[str, str]) -> None:
        self._database = database
        self._unread = b""
        self._started: list[int] = []
        self._answers: dict[int, Answer] = {}
        self.log_path = clock.with_name("log")
        with self.log_path.open("wb") as log:
            self._instance = subprocess.Popen(
                [sys.executable, "-m", "emulator_tests.chaos.deployment.instance", str(clock)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'functions'}", **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def __enter__(self) -> Self:
        while READY not in self._answers:
            self._read(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._instance.kill()
        for pipe in (self._instance.stdin, self._instance.stdout):
            if pipe:
                pipe.close()
        self._instance.wait()

    def start(self, call: Json, interruption: Interruption | None = None) -> int:
        """Start a call, and return the id of its process."""
        whole = {"path": "/", "method": "POST", "headers": {}, "body": {}, **call}
        self._database.expect_call(interruption)
        assert self._instance.stdin
        self._instance.stdin.write(json.dumps(whole).encode() + b"\n")
        self._instance.stdin.flush()
        while not self._started:
            self._read(PATIENCE)
        pid = self._started.pop()
        self._database.server.pid.set_result(pid)
        return pid

    def finish(self, pid: int, interruption: Interruption | None = None) -> Answer:
        """Wait for the answer of a call. Raises Killed."""
        killer = interruption if interruption and interruption.kills else None
        while pid not in self._answers:
            if killer and killer.hit.is_set():
                wait_for_end(pid)
                raise Killed(f"{killer.way} write {killer.at}")
            self._read(TICK if killer else PATIENCE)
        return self._answers.pop(pid)

    def stops(self, pid: int, interruption: Interruption) -> bool:
        """Wait until a call stops at its write, or ends before. Returns whether it stopped."""
        while pid not in self._answers and not interruption.hit.is_set():
            self._read(TICK)
        return interruption.hit.is_set()

    def go_on(self, pid: int) -> Answer:
        """Let a stopped call go on, with the present time, and return its answer."""
        os.kill(pid, signal.SIGUSR1)
        os.kill(pid, signal.SIGCONT)
        return self.finish(pid)

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
                pid = line.pop("pid")
                self._answers[pid] = Answer(**line)


def wait_for_end(pid: int) -> None:
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
