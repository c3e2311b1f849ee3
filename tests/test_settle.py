"""Writing until nothing is left to write."""

from collections.abc import Mapping
from typing import Any

import pytest

from customer_health.errors import Unsettled
from customer_health.flows.settle import ATTEMPTS, settle


def test_nothing_wanting_writes_nothing() -> None:
    written: list[Mapping[str, Any]] = []
    settle(dict, written.append)
    assert written == []


def test_looks_again_after_its_own_write() -> None:
    state = {"count": 0}

    def decide() -> Mapping[str, int]:
        return {"count": state["count"] + 1} if state["count"] < 3 else {}

    settle(decide, state.update)
    assert state == {"count": 3}


def test_a_write_of_another_in_between_is_mended() -> None:
    """The other read before our write, and writes what it had found then."""
    employees, figure = {"ann", "bob"}, {"count": 0}
    stale = [{"count": 1}]

    def write(updates: Mapping[str, int]) -> None:
        figure.update(updates)
        if stale:
            figure.update(stale.pop())

    settle(lambda: {"count": 2} if figure["count"] != len(employees) else {}, write)
    assert figure == {"count": 2}


def test_what_goes_on_changing_is_given_up_and_named() -> None:
    written: list[Mapping[str, Any]] = []
    with pytest.raises(Unsettled, match="CustomerIndex/acme"):
        settle(lambda: {"CustomerIndex/acme": len(written)}, written.append)
    assert len(written) == ATTEMPTS
