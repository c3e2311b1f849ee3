"""The contract with clients and operators stays when the code is renamed or moved."""

from customer_health.api.openapi import document
from tests.api.client import APP
from tests.contract.surface import API, CONTRACT, DATABASE, api_lines, database_lines


def test_the_api_has_the_agreed_operations_and_keys() -> None:
    assert api_lines(document(APP)) == API.read_text("utf-8").splitlines()


def test_the_database_has_the_agreed_paths() -> None:
    found = database_lines(CONTRACT.read_text("utf-8"))
    assert found == DATABASE.read_text("utf-8").splitlines()
