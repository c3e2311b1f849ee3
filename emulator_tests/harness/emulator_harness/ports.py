"""The ports of the emulators."""

import random
import socket
from dataclasses import asdict, dataclass
from typing import Self

from .errors import PortInUseError

HOST = "127.0.0.1"


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
    """Return ports in a row that are free now. Raises PortInUseError.

    They are below the ephemeral range, so no outgoing connection can take one meanwhile. The
    block is random, so that two suites that start together hardly ever choose the same.
    """
    for start in random.sample(range(20_000, 30_000, 10), 1_000):
        block = range(start, start + count)
        if all(map(is_free, block)):
            return list(block)
    raise PortInUseError(f"no {count} free ports in a row between 20000 and 30000 on {HOST}")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Like node, ignore closed connections that are still in TIME_WAIT.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
