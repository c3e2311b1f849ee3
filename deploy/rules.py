"""Merge this backend's indexes into the rules of the Pivot app's database.

`python -m deploy.rules APP.json` reads the rules that the database has now, and prints them with
our indexes. It deploys nothing. If the app's rules open a path of ours, or if an index can't be
added without a change of who may do what, it says where, prints nothing, and ends with status 1.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Rules = dict[str, Any]

ROOT = Path(__file__).parent.parent
OURS = ROOT / "database.rules.json"
CONTRACT = ROOT / "docs" / "data-contract.md"
GRANTS = (".read", ".write")
TOKEN = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
"""A string of JSON, or a comment, which rules may have."""


def read(text: str) -> Rules:
    """Return the rules below "rules", without comments."""
    rules: Rules = json.loads(TOKEN.sub(lambda found: found[1] or " ", text))["rules"]
    return rules


def own_paths() -> set[str]:
    """Return the top-level keys that only this backend uses, as the data contract lists them."""
    written = CONTRACT.read_text("utf-8").partition("\n## What this backend writes\n")[2]
    return set(re.findall(r"^([A-Z]\w*)/", written, re.MULTILINE))


def merge(app: Rules, ours: Rules) -> Rules:
    """Return the app's rules with our indexes."""
    merged = dict(app)
    for key, value in ours.items():
        if key == ".indexOn":
            merged[key] = sorted({*as_list(app.get(key, [])), *as_list(value)})
        elif not key.startswith("."):
            name = same_key(key, app)
            merged[name] = merge(app.get(name, {}), value)
    return merged


def as_list(index: str | list[str]) -> list[str]:
    return [index] if isinstance(index, str) else index


def same_key(key: str, app: Rules) -> str:
    """Return the app's name of a key: a variable may have another name there."""
    return wildcard(app) or key if key.startswith("$") else key


def wildcard(rules: Rules) -> str | None:
    return next((key for key in rules if key.startswith("$")), None)


def conflicts(app: Rules, own: set[str], ours: Rules) -> Iterator[str]:
    """Yield why the rules can't be merged."""
    hidden = wildcard(app)
    for path in ("", *([hidden] if hidden else ()), *sorted(own & app.keys())):
        node = app[path] if path else {key: app.get(key, False) for key in GRANTS}
        for where in granted(node, f"/{path}".rstrip("/")):
            yield f"{where} would let clients use paths of this backend"
    yield from shadowed(app, ours, "")


def granted(rules: Rules, path: str) -> Iterator[str]:
    """Yield the path of each rule that allows something."""
    for key, value in rules.items():
        if key in GRANTS and value not in (False, "false"):
            yield f"{path}/{key}"
        elif isinstance(value, dict):
            yield from granted(value, f"{path}/{key}")


def shadowed(app: Rules, ours: Rules, path: str) -> Iterator[str]:
    """Yield where a new key would take its node away from the rules of a variable beside it."""
    for key, value in ours.items():
        if not isinstance(value, dict):
            continue
        name, other = same_key(key, app), wildcard(app)
        if name not in app and other:
            yield f"{path}/{other} holds for {path}/{key}: give {key} rules of its own first"
        yield from shadowed(app.get(name, {}), value, f"{path}/{name}")


def main() -> None:
    [path] = sys.argv[1:] or sys.exit("usage: python -m deploy.rules APP.json")
    app, ours = read(Path(path).read_text("utf-8")), read(OURS.read_text("utf-8"))
    if found := list(conflicts(app, own_paths(), ours)):
        sys.exit("\n".join(found))
    json.dump({"rules": merge(app, ours)}, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
