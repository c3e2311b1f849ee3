"""Ends every process of a suite once its owner is gone, however the owner went.

The owner holds the write end of the pipe that is this script's stdin, so end-of-file means that it
stopped the suite, crashed or was killed. The CLI's own shutdown can't be relied on for that: the
database is spawned detached, and a killed CLI leaves it and the Python workers behind.

Run as a script, with the standard library only: `watchdog.py MARKER RUN_DIR`.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PATIENCE = 10.0
"""Seconds given to killed processes to vanish."""
QUIET_LOOKS = 3
"""A process shows no environment while it changes into another program: one look can miss it."""


def main(marker: str, run_dir: Path) -> None:
    sys.stdin.buffer.read()
    deadline = time.monotonic() + PATIENCE
    dying: set[int] = set()
    quiet = 0
    while quiet < QUIET_LOOKS and time.monotonic() < deadline:
        found = {*marked(marker), *recorded(run_dir)}
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        dying = found | set(filter(holds_on, dying))
        quiet = 0 if dying else quiet + 1
        time.sleep(0.02)
    shutil.rmtree(run_dir, ignore_errors=True)


def holds_on(pid: int) -> bool:
    """Whether a killed process still has its directory, and so perhaps its ports. Linux only."""
    try:
        Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return False
    return True


def marked(marker: str) -> Iterator[int]:
    """Processes that inherited `marker` (NAME=value) in their environment. Linux only."""
    needle = b"\0" + marker.encode() + b"\0"
    for directory in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended, or is another user's
            if needle in b"\0" + (directory / "environ").read_bytes():
                yield int(directory.name)


def recorded(run_dir: Path) -> Iterator[int]:
    """Where there is no /proc: the members of the process groups named in the *.pid files."""
    if Path("/proc/self/environ").exists():
        return
    for file in run_dir.glob("*.pid"):
        group = int(file.read_text())
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
            yield group


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
