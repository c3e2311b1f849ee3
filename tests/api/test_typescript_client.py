"""The types that the dashboard generates from the OpenAPI document compile in clients."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from customer_health.api.openapi import document
from tests.api.client import APP

ROOT = Path(__file__).parent.parent.parent
CLIENT = Path(__file__).parent / "typescript" / "client.ts"
SCHEMA = "dashboard/src/api/schema.d.ts"
OPTIONS = ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext"]


EVERY_CALL = """
import createClient from "openapi-fetch";
import type {{ paths }} from "./schema";

const api = createClient<paths>();

export async function all() {{
{calls}
}}
"""


def calls() -> Iterator[str]:
    """Yield a call of each operation, with the document's own examples."""
    for path, methods in document(APP)["paths"].items():
        for method, operation in methods.items():
            params: dict[str, dict[str, object]] = {}
            for one in operation["parameters"]:
                params.setdefault(one["in"], {})[one["name"]] = one["example"]
            init: dict[str, object] = {"params": params}
            if body := operation.get("requestBody"):
                init["body"] = body["content"]["application/json"]["example"]
            yield f"  await api.{method.upper()}({json.dumps(path)}, {json.dumps(init)});"


def test_clients_with_generated_types_compile(tmp_path: Path) -> None:
    generate = json.loads((ROOT / "package.json").read_text())["scripts"]["api-types"]
    assert SCHEMA in generate
    schema = tmp_path / "schema.d.ts"
    run(["npm", "exec", "--offline", "--call", generate.replace(SCHEMA, str(schema))], ROOT)
    shutil.copy(CLIENT, tmp_path)
    every_call = tmp_path / "every_call.ts"
    every_call.write_text(EVERY_CALL.format(calls="\n".join(calls())))
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    sources = (CLIENT.name, every_call.name)
    run([str(compiler), *OPTIONS, "--moduleResolution", "bundler", *sources], tmp_path)


def run(command: list[str], directory: Path) -> None:
    done = subprocess.run(
        command, cwd=directory, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
