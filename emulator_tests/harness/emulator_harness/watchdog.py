"""Kills every process of a suite when its owner has ended, in whatever way.

The owner holds the write end of the pipe that is this script's stdin, so end-of-file means that it
stopped the suite, crashed or was killed. The CLI's own shutdown isn't enough: it starts the
database detached, and a killed CLI leaves the database and the Python workers running.

It runs as a script, with the standard library only: `watchdog.py MARKER RUN_DIR`.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KILL_TIMEOUT = 10.0
"""Seconds to wait for killed processes to end."""
EMPTY_SCANS = 3
"""Scans without a process before the watchdog ends. One isn't enough: a process has no environment
for a moment while it executes another program."""


def main(marker: str, run_dir: Path) -> None:
    sys.stdin.buffer.read()
    deadline = time.monotonic() + KILL_TIMEOUT
    dying: set[int] = set()
    empty_scans = 0
    while empty_scans < EMPTY_SCANS and time.monotonic() < deadline:
        found = {*marked(marker), *recorded(run_dir)}
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        dying = found | set(filter(still_exists, dying))
        empty_scans = 0 if dying else empty_scans + 1
        time.sleep(0.02)
    shutil.rmtree(run_dir, ignore_errors=True)


def still_exists(pid: int) -> bool:
    """Return whether a killed process still exists, and perhaps still has its ports. Linux only."""
    try:
        Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return False
    return True


def marked(marker: str) -> Iterator[int]:
    """Yield the processes that inherited `marker` (NAME=value) in their environment. Linux only."""
    needle = b"\0" + marker.encode() + b"\0"
    for directory in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended, or belongs to another user
            if needle in b"\0" + (directory / "environ").read_bytes():
                yield int(directory.name)


def recorded(run_dir: Path) -> Iterator[int]:
    """Without /proc: kill the process groups of the *.pid files, and yield those that existed."""
    if Path("/proc/self/environ").exists():
        return
    for file in run_dir.glob("*.pid"):
        group = int(file.read_text())
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
            yield group


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
