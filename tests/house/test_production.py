"""A deployment refuses the Auth emulator's unsigned tokens under all settings."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from customer_health.domain.roles import ROLE_CLAIM
from tests.api.id_tokens import PROJECT, claims, key, unsigned

FUNCTIONS = Path(__file__).parent.parent.parent / "functions"
ASK = """
import json, os, sys
import firebase_admin.auth, flask, pydantic, werkzeug.test

token, *environments = sys.argv[1:]
for number, environment in enumerate(environments):
    if os.fork():
        assert os.wait()[1] == 0
        continue
    os.environ.clear()
    os.environ.update(json.loads(environment))
    os.dup2(os.open(f"{number}.log", os.O_CREAT | os.O_WRONLY), sys.stderr.fileno())
    from customer_health.bootstrap.api import app
    headers = {"Authorization": f"Bearer {token}"}
    print(werkzeug.test.Client(app()).get("/v1/me", headers=headers).status_code, flush=True)
    os._exit(0)
"""
"""Before the fork it imports only what others wrote: our modules may read the environment when they
are imported."""

EMULATOR = {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}
FUNCTIONS_EMULATOR = {"FUNCTIONS_EMULATOR": "true"}
EMULATED = {"K_SERVICE": "api", "K_REVISION": "1"}  # as firebase-tools sets them
DEPLOYED = {"K_SERVICE": "api", "K_REVISION": "api-00001-abc", "K_CONFIGURATION": "api"}


EMULATED_SUITE = EMULATOR | FUNCTIONS_EMULATOR | EMULATED
DESPITE_THE_VARIABLE = [
    EMULATOR | others
    for others in (
        {},
        DEPLOYED,
        FUNCTIONS_EMULATOR | DEPLOYED,
        FUNCTIONS_EMULATOR | {"K_REVISION": ""},
        {"FUNCTIONS_EMULATOR": "false"},
        {"FUNCTIONS_EMULATOR": "1"},
    )
]
WITHOUT_THE_VARIABLE = [DEPLOYED, FUNCTIONS_EMULATOR | DEPLOYED]
ENVIRONMENTS = [EMULATED_SUITE, *DESPITE_THE_VARIABLE, *WITHOUT_THE_VARIABLE]

Answer = Callable[[dict[str, str]], tuple[str, str]]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Send an admin's unsigned token in each environment. Returns a function that gives, for one of
    them, the status of the answer and the log."""
    folder = tmp_path_factory.mktemp("answers")
    account = credentials(folder / "account.json")
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    asked = subprocess.run(
        [
            *(sys.executable, "-c", ASK, unsigned(claims(**{ROLE_CLAIM: "admin"}))),
            *(json.dumps(plain | account | one) for one in ENVIRONMENTS),
        ],
        cwd=folder,
        env=plain | {"PYTHONPATH": str(FUNCTIONS)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    logs = [path.read_text() for path in sorted(folder.glob("*.log"))]
    assert asked.returncode == 0, [asked.stderr, *logs]
    answers = list(zip(asked.stdout.split(), logs, strict=True))
    return lambda environment: answers[ENVIRONMENTS.index(environment)]


def credentials(path: Path) -> dict[str, str]:
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    account = {
        "type": "service_account",
        "project_id": PROJECT,
        "client_email": f"api@{PROJECT}.example.com",
        "private_key": pem,
        "token_uri": "https://oauth2.example.com/token",
    }
    path.write_text(json.dumps(account))
    return {"GOOGLE_APPLICATION_CREDENTIALS": str(path), "GCLOUD_PROJECT": PROJECT}


def test_unsigned_tokens_pass_in_the_emulators(answer: Answer) -> None:
    assert answer(EMULATED_SUITE)[0] == "200"


@pytest.mark.parametrize("environment", DESPITE_THE_VARIABLE, ids=str)
def test_unsigned_tokens_fail_in_production_despite_the_variable(
    answer: Answer, environment: dict[str, str]
) -> None:
    status, log = answer(environment)
    assert status == "500"
    assert "unsigned tokens would be accepted" in log


@pytest.mark.parametrize("environment", WITHOUT_THE_VARIABLE, ids=str)
def test_unsigned_tokens_fail_without_the_variable(
    answer: Answer, environment: dict[str, str]
) -> None:
    assert answer(environment)[0] == "401"
