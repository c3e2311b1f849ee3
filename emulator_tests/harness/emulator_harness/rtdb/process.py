"""The server in a separate process, for tests and benchmarks that need no other emulator."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from emulator_harness.ports import HOST, free_ports
from emulator_harness.waiting import wait_until


@dataclass(frozen=True, slots=True)
class RunningServer:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def is_listening(self) -> bool:
        """Return whether the port accepts connections. Raises RuntimeError if the process ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the RTDB server ended with exit code {self.process.returncode}")
        with socket.socket() as client:
            return client.connect_ex((HOST, self.port)) == 0


@contextmanager
def running_server(functions_port: int | None = None) -> Iterator[RunningServer]:
    """Run an empty server on a free port. Events go to `functions_port`, if given."""
    server = _spawn(functions_port)
    try:
        wait_until(server.is_listening, timeout=30, message=f"the RTDB server at {server.url}")
        yield server
    finally:
        server.process.terminate()
        server.process.wait(10)


def _spawn(functions_port: int | None) -> RunningServer:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "emulator_harness.rtdb", "--host", HOST, "--port", str(port)]
    if functions_port is not None:
        command += ["--functions_emulator_host", HOST]
        command += ["--functions_emulator_port", str(functions_port)]
    return RunningServer(port, subprocess.Popen(command))
