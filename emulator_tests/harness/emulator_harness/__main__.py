"""Run the suite in the foreground until Ctrl-C: `python -m emulator_harness`."""

import argparse
import json
import signal
import sys
from dataclasses import fields
from pathlib import Path

from .errors import HarnessError
from .ports import Ports
from .suite import Suite


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    # A shell without job control starts background jobs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Suite(options.project_dir, ports=options.ports) as suite:
            if options.dump:
                suite.database.import_dump(json.loads(options.dump.read_text()))
            print(overview(suite), flush=True)
            follow(suite)
            print("firebase-tools exited; its last output is above", file=sys.stderr)
            return 1
    except HarnessError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="emulator_harness", description=__doc__)
    result.add_argument("--project-dir", type=Path, default=Path(), metavar="DIR")
    result.add_argument(
        "--ports",
        type=parse_ports,
        default=Ports.default(),
        help="free, default, or a list like hosting=5050,database=9010",
    )
    result.add_argument(
        "--import", dest="dump", type=Path, metavar="FILE", help="JSON to fill the database with"
    )
    return result


def parse_ports(text: str) -> Ports:
    if text == "free":
        return Ports.free()
    if text == "default":
        return Ports.default()
    named = dict(word.partition("=")[::2] for word in text.split(","))
    if unknown := named.keys() - {field.name for field in fields(Ports)}:
        raise argparse.ArgumentTypeError(f"no such emulator: {', '.join(sorted(unknown))}")
    return Ports(**{name: int(port) for name, port in named.items()})


def overview(suite: Suite) -> str:
    rows = {
        "hosting": suite.hosting_url,
        "functions": suite.functions_url,
        "database": f"{suite.database_url}/?ns={suite.namespace}",
        "auth": f"http://{suite.auth_host}",
        "tasks": suite.tasks_url,
    }
    lines = [f"  {name:10} {url}" for name, url in rows.items()]
    return "\n".join([f"{suite.project} is ready; Ctrl-C stops it", *lines])


def follow(suite: Suite) -> None:
    """Print the log as it grows, until the CLI exits."""
    with suite.log_path.open(errors="replace") as log:
        while suite.running():
            print(log.read(), end="", flush=True)
            suite.wait(0.2)
        print(log.read(), end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
