"""Queries by key, with keys that need quoting, and bounds that are no keys."""

import pytest

from tests.memory_database import MemoryDatabase


@pytest.mark.parametrize("key", ['say "hi"', "back\\slash", "50 %", "a&b"])
def test_any_key_can_be_a_bound(key: str) -> None:
    database = MemoryDatabase({"Alerts": {f"{key}:login": 1, "other": 2}})
    assert database.between("Alerts", f"{key}:", f"{key}:~") == {f"{key}:login": 1}
    assert database.newest("Alerts", f"{key}:login", 1) == {f"{key}:login": 1}
    pages = list(database.pages("Alerts", 1))
    assert {name for page in pages for name in page} == {f"{key}:login", "other"}


@pytest.mark.parametrize("key", ["line\nbreak", "a.b", "a/b", "$"])
def test_nothing_lies_between_bounds_that_are_no_keys(key: str) -> None:
    database = MemoryDatabase({"Alerts": {"other": 2}})
    assert database.between("Alerts", f"{key}:", f"{key}:~") == {}
