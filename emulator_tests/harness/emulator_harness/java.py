"""A substitute for `java` that runs the bundled database server.

firebase-tools checks that `java -version` prints at least 21, and then starts its Database
emulator with `java -jar $DATABASE_EMULATOR_BINARY_PATH`. So this script is put first on its PATH.
"""

import shlex
import sys
from pathlib import Path

SHIM = """\
#!/bin/sh
for last; do :; done
if [ "$last" = -version ]; then echo 'openjdk version "21.0.0"' >&2; exit 0; fi
while [ "$1" != -jar ]; do shift; done
shift 2
echo $$ > {pid_file}
PYTHONPATH={package_root} exec {python} -m emulator_harness.rtdb "$@"
"""
PID_FILE = "database.pid"


def write_shim(run_dir: Path) -> tuple[Path, Path]:
    """Write the script. Returns the directory to put first on PATH, and the file to name as JAR."""
    bin_dir = run_dir / "bin"
    bin_dir.mkdir()
    binary = bin_dir / "database-emulator"
    binary.touch()  # the CLI only checks that it exists
    words = {
        "pid_file": run_dir / PID_FILE,
        "package_root": Path(__file__).parents[1],
        "python": sys.executable,
    }
    shim = bin_dir / "java"
    shim.write_text(SHIM.format(**{name: shlex.quote(str(word)) for name, word in words.items()}))
    shim.chmod(0o755)
    return bin_dir, binary
