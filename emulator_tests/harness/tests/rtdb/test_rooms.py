"""The packages of the database server: the order of their imports, and their size."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator_harness import rtdb

ROOT = Path(rtdb.__file__).parent
ROOMS = ("data", "eventing", "rest")
"""In order: a room imports only itself and rooms before it, and nothing beside the rooms."""
FULL = 15


def imports(source: Path) -> Iterator[str]:
    """Yield the modules that a source imports from the server, by their path below it."""
    package = ("emulator_harness", "rtdb", *source.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*above, node.module or ""])


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_before_it(room: str) -> None:
    allowed = ROOMS[: ROOMS.index(room) + 1]
    for source in (ROOT / room).glob("*.py"):
        for module in imports(source):
            if module.startswith("emulator_harness.rtdb."):
                assert module.split(".")[2] in allowed, f"{source} imports {module}"


@pytest.mark.parametrize("folder", [ROOT, *(ROOT / room for room in ROOMS)], ids=str)
def test_a_folder_has_at_most_15_modules(folder: Path) -> None:
    assert len([*folder.glob("*.py")]) <= FULL


def test_every_package_stands_in_the_order() -> None:
    assert sorted(source.parent.name for source in ROOT.glob("*/__init__.py")) == [*ROOMS]
