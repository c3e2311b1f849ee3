"""The ports of the emulators."""

import atexit
import random
import socket
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Self

from .errors import PortInUseError

HOST = "127.0.0.1"
BLOCKS = range(20_000, 30_000, 10)
_locks: dict[int, socket.socket] = {}
"""The sockets by which this process keeps its blocks, by the first port of the block."""


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
    """Return up to 9 ports in a row that are free now. Raises PortInUseError.

    They are below the ephemeral range, so no outgoing connection can take one meanwhile. Seconds
    may pass before something listens on them, so their block is locked for this process.
    """
    newly_locked = filter(_lock, random.sample(BLOCKS, len(BLOCKS)))
    for start in chain(newly_locked, _locks):
        block = range(start, start + count)
        if all(map(is_free, block)):
            return list(block)
    raise PortInUseError(f"no {count} free ports in a row between 20000 and 30000 on {HOST}")


def _lock(start: int) -> bool:
    """Lock a block until this process ends, by binding its last port.

    Returns whether it was unlocked before.
    """
    lock = socket.socket()
    try:
        lock.bind((HOST, start + 9))
    except OSError:
        lock.close()
        return False
    atexit.register(lock.close)
    _locks[start] = lock
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
