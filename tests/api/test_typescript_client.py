"""The types that the dashboard generates from the OpenAPI document compile in a client."""

import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CLIENT = Path(__file__).parent / "typescript" / "client.ts"
SCHEMA = "dashboard/src/api/schema.d.ts"
OPTIONS = ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext"]


def test_a_client_with_generated_types_compiles(tmp_path: Path) -> None:
    generate = json.loads((ROOT / "package.json").read_text())["scripts"]["api-types"]
    assert SCHEMA in generate
    schema = tmp_path / "schema.d.ts"
    run(["npm", "exec", "--offline", "--call", generate.replace(SCHEMA, str(schema))], ROOT)
    shutil.copy(CLIENT, tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    run([str(compiler), *OPTIONS, "--moduleResolution", "bundler", CLIENT.name], tmp_path)


def run(command: list[str], directory: Path) -> None:
    done = subprocess.run(
        command, cwd=directory, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
