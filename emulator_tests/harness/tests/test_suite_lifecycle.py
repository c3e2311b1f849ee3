"""Several suites run at once, and none leaves anything behind, however it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from emulator_harness import (
    Database,
    PortInUseError,
    Ports,
    StartError,
    Suite,
    ports,
    wait_until,
)
from emulator_harness.__main__ import parse_ports
from emulator_harness.ports import free_ports

ProcessesIn = Callable[[Path], list[int]]
MIN_PROCESSES = 4  # node, the database, and a worker's shell and main process


def test_two_suites_share_nothing(
    suite: Suite, project_dir: Path, processes_in: ProcessesIn
) -> None:
    with Suite(project_dir, ports=Ports.free()) as other:
        other.database.put("items/mine", 1)
        suite.database.import_dump({"items": {"yours": 2}})
        other.database.wait_for_events()
        assert other.database.get("/") == {"items": {"mine": 1}, "copies": {"mine": 1}}
        assert suite.database.get("/") == {"items": {"yours": 2}}
        assert len(processes_in(other.run_dir)) >= MIN_PROCESSES
    assert processes_in(other.run_dir) == []
    assert not other.run_dir.exists()
    assert suite.running()


def test_ports_that_are_not_named_keep_their_defaults() -> None:
    assert parse_ports("hosting=5050,tasks=9500") == Ports(hosting=5050, tasks=9500)


def test_two_processes_never_choose_the_same_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens on a port for some seconds after it was chosen."""
    monkeypatch.setattr(ports, "BLOCKS", range(30_000, 30_020, 10))
    monkeypatch.setattr(ports, "_locks", {})
    (mine,) = free_ports(1)
    code = (
        "from emulator_harness import ports; ports.BLOCKS = range(30_000, 30_020, 10);"
        "print(*ports.free_ports(1), *ports.free_ports(1), flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        theirs = 60_010 - mine
        assert other.stdout.readline().split() == [str(theirs)] * 2
        assert [free_ports(1), free_ports(1)] == [[mine]] * 2
        other.communicate("\n")
    for lock in ports._locks.values():
        lock.close()


def test_project_directory_stays_clean(suite: Suite, project_dir: Path) -> None:
    source = Path(__file__).parent / "project"
    expected = {path.relative_to(source) for path in source.rglob("*") if not is_bytecode(path)}
    linked = {Path("node_modules"), Path("functions/venv")}
    found = {
        path.relative_to(project_dir) for path in project_dir.rglob("*") if not is_bytecode(path)
    }
    assert suite.running()
    assert found - linked == expected


def test_a_port_in_use_is_an_error_that_says_what_to_do(suite: Suite, project_dir: Path) -> None:
    with pytest.raises(
        PortInUseError, match=rf"database port {suite.ports.database} .*--ports free"
    ):
        Suite(project_dir, ports=replace(Ports.free(), database=suite.ports.database)).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_or_killed_command_line_leaves_no_process_and_no_directory(
    number: signal.Signals, project_dir: Path, tmp_path: Path, processes_in: ProcessesIn
) -> None:
    with foreground(project_dir, tmp_path) as (process, output):
        wait_until(
            lambda: "is ready" in output.read_text() or process.poll() is not None,
            timeout=120,
            message="the suite is ready",
        )
        assert process.poll() is None, output.read_text()
        url = re.search(r"functions +(http\S+)", output.read_text())
        assert url
        requests.get(f"{url[1]}/demo-harness/us-central1/api", timeout=30).raise_for_status()
        imported = re.search(r"database +(http\S+)/", output.read_text())
        assert imported
        assert Database(imported[1], "demo-harness").get("/") == {"items": {"seed": 1}}
        assert len(processes_in(tmp_path)) >= MIN_PROCESSES
        process.send_signal(number)
        process.wait(20)
    wait_until(lambda: not list(tmp_path.glob("emulators-*")), message="run directory removed")
    assert processes_in(tmp_path) == []


def test_functions_that_fail_to_load_are_reported_with_their_error(
    project_dir: Path, tmp_path: Path, processes_in: ProcessesIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(project_dir, broken, symlinks=True)
    (broken / "functions" / "main.py").write_text("import no_such_module\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(StartError, match=r"could not be loaded(.|\n)*no_such_module"):
        Suite(broken, ports=Ports.free()).start()
    assert processes_in(tmp_path) == []


@contextmanager
def foreground(project_dir: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run `python -m emulator_harness` with its run directory below `tmp_path`."""
    output = tmp_path / "output"
    dump = tmp_path / "dump.json"
    dump.write_text('{"items": {"seed": 1}}')
    command = [sys.executable, "-m", "emulator_harness", "--ports", "free", "--import", str(dump)]
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--project-dir", project_dir],
            cwd=project_dir,
            env={**os.environ, "TMPDIR": str(tmp_path)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process, output
    finally:
        process.kill()
        process.wait()


def is_bytecode(path: Path) -> bool:
    return path.name == "__pycache__" or path.suffix == ".pyc"
