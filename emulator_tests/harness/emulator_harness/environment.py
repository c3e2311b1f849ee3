"""The environment variables of the firebase CLI."""

import os
from pathlib import Path

from . import java
from .ports import HOST, free_ports

DEFAULTS = {
    # Workers of 100 MB each: the emulator starts another one for every busy one, by default 50.
    "FUNCTIONS_EMULATOR_PARALLEL": "4",
    # Seconds for importing main.py; the default of 10 is too short on a busy machine.
    "FUNCTIONS_DISCOVERY_TIMEOUT": "60",
}
PRELOAD = Path(__file__).with_name("preload.cjs")


def environment(run_dir: Path, marker: str, *, official_database: bool) -> dict[str, str]:
    """Return the CLI's environment, in which all that it stores goes to the run directory."""
    (run_dir / "tmp").mkdir()
    name, run = marker.split("=", 1)
    variables = DEFAULTS | os.environ | {
        name: run,
        # The CLI keeps a file here by which suites of one project find each other.
        "TMPDIR": str(run_dir / "tmp"),
        "XDG_CONFIG_HOME": str(run_dir / "config"),
        "EMULATOR_HARNESS_DISCOVERY_PORT": str(free_ports(1)[0]),  # read by preload.cjs
        "CI": "true",  # no message of the day, no update check
        "NO_COLOR": "1",
        "NODE_OPTIONS": f'{os.environ.get("NODE_OPTIONS", "")} --require "{PRELOAD}"',
        "NO_PROXY": f"{HOST},localhost",
        "no_proxy": f"{HOST},localhost",
    }  # fmt: skip
    # A local run must not reach a real account.
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "FIREBASE_TOKEN"):
        variables.pop(name, None)
    if not official_database:
        bin_dir, binary = java.write_shim(run_dir)
        variables["PATH"] = f"{bin_dir}{os.pathsep}{variables['PATH']}"
        variables["DATABASE_EMULATOR_BINARY_PATH"] = str(binary)
    return variables
