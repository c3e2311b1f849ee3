"""The pytest plugin: one suite per session, and fixtures that give a test a clean state."""

from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from . import waiting
from .auth import Auth
from .database import Database
from .ports import Ports
from .suite import Suite


def pytest_addoption(parser: pytest.Parser) -> None:
    purpose = "directory of the firebase.json whose emulators the `suite` fixture starts"
    parser.addoption("--project-dir", help=purpose)
    parser.addini("emulator_project_dir", purpose, type="paths")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the end of the emulators' log to the report of a failed test."""
    report = yield
    suite = getattr(item, "funcargs", {}).get("suite")
    if report.failed and isinstance(suite, Suite) and suite.running():
        report.sections.append(("emulators", suite.log_tail()))
    return report


@pytest.fixture(scope="session")
def suite_env() -> Mapping[str, str]:
    """Parameters, secrets and variables for the functions; override it in a conftest.py."""
    return {}


@pytest.fixture(scope="session")
def project_dir(pytestconfig: pytest.Config) -> Path:
    """Return --project-dir, or else the ini value emulator_project_dir, or else pytest's root."""
    configured: list[Path] = pytestconfig.getini("emulator_project_dir")
    option = pytestconfig.getoption("--project-dir")
    return Path(option or (configured or [pytestconfig.rootpath])[0])


@pytest.fixture(scope="session")
def suite(project_dir: Path, suite_env: Mapping[str, str]) -> Iterator[Suite]:
    """Start the suite on free ports, for the session."""
    with Suite(project_dir, ports=Ports.free(), env=suite_env) as running:
        yield running


@pytest.fixture
def database(suite: Suite) -> Database:
    """Return an empty database, after the events and functions of earlier tests have ended."""
    suite.wait_until_idle()
    if not suite.official_database:
        suite.database.clear_faults()
    suite.database.import_dump(None)
    if not suite.official_database:
        suite.database.reset_counters()
    return suite.database


@pytest.fixture
def auth(suite: Suite) -> Auth:
    """Return the client of the Auth emulator, after deleting all users."""
    suite.auth.clear()
    return suite.auth


@pytest.fixture
def sign_in(auth: Auth) -> Callable[..., str]:
    """Return `sign_in(email, **claims)`, which creates a user and returns an ID token."""

    def sign_in(email: str, *, email_verified: bool = True, **claims: Any) -> str:
        auth.create_user(email, email_verified=email_verified, **claims)
        return auth.sign_in(email)

    return sign_in


@pytest.fixture
def call_schedule(suite: Suite) -> Callable[[str, datetime], requests.Response]:
    """Return `call_schedule(name, at)`, which runs a scheduled function as if at that time."""
    return suite.call_schedule


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    return waiting.wait_until
