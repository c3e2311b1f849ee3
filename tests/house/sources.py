"""The Python sources of the functions, and what each imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

FUNCTIONS = Path(__file__).parent.parent.parent / "functions"
PACKAGE = FUNCTIONS / "customer_health"
SOURCES = sorted([*PACKAGE.rglob("*.py"), FUNCTIONS / "main.py"])


def layer(source: Path) -> str:
    root = FUNCTIONS if source.parent == FUNCTIONS else PACKAGE
    return source.relative_to(root).parts[0].removesuffix(".py")


def name(source: Path) -> str:
    return str(source.relative_to(FUNCTIONS))


def nodes(source: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source.read_text("utf-8")))


def imported(source: Path) -> Iterator[str]:
    """Yield the full names of imports. `from x import y` gives x.y, even if y is not a module."""
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(module: str) -> str:
    """Return the layer of one of our modules, or the top-level name of another module."""
    first, *rest = module.split(".")
    return rest[0] if first == "customer_health" else first
