"""A small project to run the suite on, a look at the suite's processes, and a database server."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from emulator_harness.rtdb.process import RunningServer, running_server

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def project_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("scratch") / "project"
    shutil.copytree(HERE / "project", directory)
    (directory / "functions" / "venv").symlink_to(sys.prefix)
    for parent in HERE.parents:
        if (parent / "node_modules" / ".bin" / "firebase").exists():
            (directory / "node_modules").symlink_to(parent / "node_modules")
    return directory


@pytest.fixture(scope="session")
def suite_env() -> Mapping[str, str]:
    return {"GREETING": 'a "quoted" # word', "SECRET": "s3cret"}


@pytest.fixture
def processes_in() -> Callable[[Path], list[int]]:
    """Return a function that lists the processes whose working directory is below a given one."""
    if not Path("/proc/self/cwd").exists():
        pytest.skip("needs /proc")

    def processes_in(directory: Path) -> list[int]:
        found = []
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):  # the process ended
                if str(link.readlink()).startswith(str(directory)):
                    found.append(int(link.parent.name))
        return found

    return processes_in


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as running:
        yield running


@pytest.fixture
def db(server: RunningServer) -> Iterator[httpx.Client]:
    """A client of an empty database without faults, whose counters are at zero."""
    headers = {"Authorization": "Bearer owner"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
        client.delete("/.json")
        client.delete("/.harness/faults")
        client.delete("/.harness/counters")
        yield client
