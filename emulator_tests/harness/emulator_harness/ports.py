"""The ports of the emulators."""

import fcntl
import os
import random
import socket
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Self

from .errors import PortInUseError

HOST = "127.0.0.1"
BLOCKS = range(20_000, 30_000, 10)
LOCK_DIRECTORY = Path("/tmp/emulator-harness-ports")
"""Not in TMPDIR, which differs between processes that share the ports."""
_locks: dict[int, int] = {}
"""The lock files that this process holds open, by the first port of their block."""


@dataclass(frozen=True)
class Ports:
    hosting: int = 5000
    functions: int = 5001
    database: int = 9000
    auth: int = 9099
    tasks: int = 9499

    @classmethod
    def default(cls) -> Self:
        return cls()

    @classmethod
    def free(cls) -> Self:
        return cls(*free_ports(5))

    def check_free(self) -> None:
        """Raise PortInUseError for the first port that is in use."""
        for name, port in asdict(self).items():
            if not is_free(port):
                raise PortInUseError(
                    f"{name} port {port} on {HOST} is in use, perhaps by another suite. Stop that, "
                    f"or move this one: `--ports free` or `--ports {name}=NUMBER` on the command "
                    "line, Suite(ports=Ports.free()) in Python."
                )


def free_ports(count: int) -> list[int]:
    """Return up to 10 ports in a row that are free now. Raises PortInUseError.

    They are below the ephemeral range, so no outgoing connection can take one meanwhile. Seconds
    may pass before something listens on them: a lock keeps other processes from choosing them.
    """
    newly_locked = filter(_lock, random.sample(BLOCKS, len(BLOCKS)))
    for start in chain(newly_locked, _locks):
        block = range(start, start + count)
        if all(map(is_free, block)):
            return list(block)
    raise PortInUseError(f"no {count} free ports in a row between 20000 and 30000 on {HOST}")


def _lock(start: int) -> bool:
    """Lock a block of ports until this process ends. Returns whether nobody had locked it yet."""
    if start in _locks:
        return False
    try:
        LOCK_DIRECTORY.mkdir(exist_ok=True)
        file = os.open(LOCK_DIRECTORY / str(start), os.O_CREAT | os.O_RDWR)
    except OSError:  # the directory is another user's
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    _locks[start] = file
    return True


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Like node, ignore closed connections that are still in TIME_WAIT.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
