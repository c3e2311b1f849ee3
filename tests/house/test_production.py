"""A deployment refuses the Auth emulator's unsigned tokens under all settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.api.id_tokens import PROJECT, claims, key, unsigned

FUNCTIONS = Path(__file__).parent.parent.parent / "functions"
ASK = """
import sys
from werkzeug.test import Client
from customer_health.bootstrap.api import app
headers = {"Authorization": f"Bearer {sys.argv[1]}"}
print(Client(app()).get("/v1/me", headers=headers).status_code)
"""
EMULATOR = {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}
FUNCTIONS_EMULATOR = {"FUNCTIONS_EMULATOR": "true"}
EMULATED = {"K_SERVICE": "api", "K_REVISION": "1"}  # as firebase-tools sets them
DEPLOYED = {"K_SERVICE": "api", "K_REVISION": "api-00001-abc", "K_CONFIGURATION": "api"}


@pytest.fixture(scope="module")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("account") / "account.json"
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


def ask(environment: dict[str, str]) -> tuple[str, str]:
    """Send an admin's unsigned token. Returns the status of the answer, and the log."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    asked = subprocess.run(
        [sys.executable, "-c", ASK, unsigned(claims(role="admin"))],
        cwd=FUNCTIONS,
        env=plain | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip(), asked.stderr


def test_unsigned_tokens_pass_in_the_emulators(credentials: dict[str, str]) -> None:
    status, _ = ask(credentials | EMULATOR | FUNCTIONS_EMULATOR | EMULATED)
    assert status == "200"


@pytest.mark.parametrize(
    "others",
    [
        {},
        DEPLOYED,
        FUNCTIONS_EMULATOR | DEPLOYED,
        FUNCTIONS_EMULATOR | {"K_REVISION": ""},
        {"FUNCTIONS_EMULATOR": "false"},
        {"FUNCTIONS_EMULATOR": "1"},
    ],
    ids=str,
)
def test_unsigned_tokens_fail_in_production_despite_the_variable(
    credentials: dict[str, str], others: dict[str, str]
) -> None:
    status, log = ask(credentials | EMULATOR | others)
    assert status == "500"
    assert "unsigned tokens would be accepted" in log


@pytest.mark.parametrize("others", [DEPLOYED, FUNCTIONS_EMULATOR | DEPLOYED], ids=str)
def test_unsigned_tokens_fail_without_the_variable(
    credentials: dict[str, str], others: dict[str, str]
) -> None:
    assert ask(credentials | others)[0] == "401"
