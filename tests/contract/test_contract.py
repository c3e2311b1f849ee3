"""What clients and operators rely on stays when the code behind it is renamed or moved."""

from customer_health.api.openapi import document
from tests.api.client import APP
from tests.contract.surface import API, CONTRACT, DATABASE, api_lines, database_lines


def test_the_api_is_the_one_that_clients_know() -> None:
    assert api_lines(document(APP)) == API.read_text("utf-8").splitlines()


def test_the_database_has_the_paths_that_are_documented() -> None:
    found = database_lines(CONTRACT.read_text("utf-8"))
    assert found == DATABASE.read_text("utf-8").splitlines()
