"""The run directory: a copy of the project for the CLI, so that the project stays clean.

firebase-tools takes every path relative to its firebase.json and writes logs, emulated parameters
and caches next to it. So the suite runs in a directory with a generated firebase.json, a real
functions directory with generated dotenv files, and symbolic links to everything else.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .errors import HarnessError
from .ports import HOST, Ports, free_ports

AUTH_HOST = "https://identitytoolkit.googleapis.com"
ENV_FILES = (".env.local", ".secret.local")


def project_id(project_dir: Path) -> str:
    """Return the first `demo-` project of .firebaserc; with such an id the CLI needs no network."""
    aliases: dict[str, str] = read_json(project_dir / ".firebaserc").get("projects", {})
    return next((name for name in aliases.values() if name.startswith("demo-")), "demo-harness")


def write_run_directory(
    project_dir: Path, run_dir: Path, *, project: str, ports: Ports, env: Mapping[str, str]
) -> None:
    """Fill the run directory. Raises HarnessError for a project that can't be run."""
    config = read_json(project_dir / "firebase.json")
    if not config:
        raise HarnessError(
            f"no firebase.json in {project_dir}: name the project with --project-dir"
        )
    sources = as_list(config.get("functions", []))
    generated = {"firebase.json", *(Path(source["source"]).parts[0] for source in sources)}
    link_entries(project_dir, run_dir, but=generated)
    for source in sources:
        # Without this the CLI looks for its newest known Python instead of the venv's.
        source["runtime"] = python_runtime(project_dir / source["source"])
        write_functions_dir(project_dir / source["source"], run_dir / source["source"], env)
    config |= {
        "functions": sources,
        "database": database_config(config.get("database"), project),
        "emulators": emulators_config(ports),
    }
    if "hosting" in config:
        config["hosting"] = hosting_config(config["hosting"], ports)
    (run_dir / "firebase.json").write_text(json.dumps(config, indent=2))


def database_config(configured: Any, project: str) -> list[dict[str, str]]:
    """Name the instance: by default rules go to a namespace that the functions don't use."""
    return [{"instance": project, "rules": entry["rules"]} for entry in as_list(configured)[:1]]


def hosting_config(configured: Any, ports: Ports) -> Any:
    """Replace Google's Auth host by the emulator, also in a Content-Security-Policy header."""
    text = json.dumps(configured)
    return json.loads(text.replace(AUTH_HOST, f"http://{HOST}:{ports.auth}"))


def emulators_config(ports: Ports) -> dict[str, Any]:
    # Name every port: two suites at once may pick the same for those that aren't named.
    internal = zip(("hub", "logging", "eventarc"), free_ports(3), strict=True)
    listen = {name: {"host": HOST, "port": n} for name, n in [*asdict(ports).items(), *internal]}
    return listen | {"ui": {"enabled": False}, "singleProjectMode": True}


def write_functions_dir(source: Path, target: Path, env: Mapping[str, str]) -> None:
    """Link the source's entries, and append `env` to its .env.local and .secret.local.

    Both, because parameters are resolved from the first and secrets from the second; in either,
    a later line wins.
    """
    target.mkdir(parents=True)
    link_entries(source, target, but=set(ENV_FILES))
    # For the values that an environment variable can have, dotenv's escapes are JSON's.
    lines = "".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}\n" for name, value in env.items()
    )
    for name in ENV_FILES:
        own = (source / name).read_text() if (source / name).exists() else ""
        (target / name).write_text(f"{own}\n{lines}")


def link_entries(source: Path, target: Path, *, but: set[str]) -> None:
    for entry in source.iterdir():
        # Through a link, the CLI would write its log into the project.
        if entry.name not in but and entry.suffix != ".log":
            (target / entry.name).symlink_to(entry)


def python_runtime(source: Path) -> str:
    """Return the runtime of the venv in `source`, such as python312. Raises HarnessError."""
    for binary in (source / "venv" / "bin").glob("python3.*"):
        if version := re.fullmatch(r"python3\.(\d+)", binary.name):
            return f"python3{version[1]}"
    raise HarnessError(
        f"no virtual environment in {source}: run `python3 -m venv venv` there and "
        "`venv/bin/pip install -r requirements.txt`; firebase-tools looks for it by that name"
    )


def read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise HarnessError(f"{path} is not JSON: {error}") from error
    return dict(value)


def as_list(value: Any) -> list[dict[str, Any]]:
    """Return a list: firebase.json allows a single object wherever it allows a list."""
    return [] if value is None else value if isinstance(value, list) else [value]
