"""The rooms of each layer: their imports, and no import cycles. The size of every folder."""

import os
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.sources import FUNCTIONS, PACKAGE, SOURCES, imported, name

ROOT = FUNCTIONS.parent

ROOMS: dict[str, tuple[str, ...]] = {
    "domain": (
        *("root", "metrics", "context", "actions", "audit", "alerts", "customers", "matching"),
        *("timeline", "insights"),
    ),
    "stores": (
        *("rtdb", "metrics", "customers", "alerts", "matching", "context", "actions", "audit"),
        *("runs", "root"),
    ),
    "flows": (
        *("writing", "timeline", "alerts", "insights", "matching", "context", "actions"),
        *("tracking", "runs", "root"),
    ),
    "notify": ("text", "mail", "messages", "slack"),
    "connectors": ("http", "hubspot", "stripe", "zendesk", "usage"),
    "api": (
        *("http", "document", "alerts", "customers", "metrics", "insights", "matching", "runs"),
        *("timeline", "context", "actions", "audit", "exports", "app"),
    ),
}
"""The rooms of a layer, in order: a room imports only itself and rooms before it."""

OWN_ROOM = {"timeline", "usage", "app", "counts", "openapi", "status"}
"""Modules beside the rooms that stand in the order under a name of their own."""

ALIASES = {"counts": "app", "openapi": "app", "status": "app"}
FULL = 15
SUFFIXES = {".py", ".ts", ".tsx", ".css"}
UNCOUNTED = {"venv", "node_modules", "build", "dist", "schema.d.ts", "__init__.py"}


def room(module: str) -> tuple[str, str]:
    """Return the layer and the room of one of our modules, from its dotted name."""
    layer, *rest = module.removeprefix("customer_health.").split(".")
    if len(rest) > 1 and (PACKAGE / layer / rest[0]).is_dir():
        return layer, rest[0]
    own = rest[0] if rest and rest[0] in OWN_ROOM else "root"
    return layer, ALIASES.get(own, own)


def module_of(source: Path) -> str:
    return ".".join(("customer_health", *source.relative_to(PACKAGE).with_suffix("").parts))


def is_module(dotted: str) -> bool:
    return (PACKAGE.parent / Path(*dotted.split("."))).with_suffix(".py").is_file()


def imported_modules(source: Path) -> set[str]:
    """Return our modules that a source imports, by their full names."""
    found = {dotted for dotted in imported(source) if dotted.startswith("customer_health.")}
    return {one if is_module(one) else one.rpartition(".")[0] for one in found}


OURS = [source for source in SOURCES if source.is_relative_to(PACKAGE)]


def test_a_room_imports_only_rooms_before_it() -> None:
    assert {name(source): found for source in OURS if (found := from_later_rooms(source))} == {}


def from_later_rooms(source: Path) -> list[str]:
    layer, own = room(module_of(source))
    if layer not in ROOMS or source.name == "__init__.py":
        return []
    order = ROOMS[layer]
    return [
        module
        for module in imported_modules(source)
        if room(module)[0] == layer and order.index(room(module)[1]) > order.index(own)
    ]


@pytest.mark.parametrize("layer", sorted(ROOMS))
def test_every_room_has_its_place_in_the_order(layer: str) -> None:
    sources = (s for s in OURS if s.is_relative_to(PACKAGE / layer) and s.name != "__init__.py")
    assert {room(module_of(source))[1] for source in sources} == set(ROOMS[layer])


def test_no_folder_holds_more_than_15_modules() -> None:
    assert {folder: count for folder, count in modules_by_folder().items() if count > FULL} == {}


def modules_by_folder() -> dict[str, int]:
    """Count the sources of every folder, in Python and of the dashboard."""
    found: dict[str, int] = {}
    for place, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in UNCOUNTED and name[0] != "."]
        modules = [name for name in {*files} - UNCOUNTED if Path(name).suffix in SUFFIXES]
        found[str(Path(place).relative_to(ROOT))] = len(modules)
    return found


def test_no_two_files_import_each_other_in_a_circle() -> None:
    graph = {module_of(source): imported_modules(source) - {module_of(source)} for source in OURS}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def test_packages_are_empty() -> None:
    """Code in a package's `__init__` would run at each cold start."""
    assert [name(s) for s in OURS if s.name == "__init__.py" and s.read_text("utf-8")] == []
