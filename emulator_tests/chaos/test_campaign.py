"""The first seeds of the fault campaign."""

import pytest

from .campaign import run

SEEDS = range(1, 26)


@pytest.mark.timeout(600)
def test_no_fault_does_harm(capsys: pytest.CaptureFixture[str]) -> None:
    total = run(SEEDS)
    assert total.violations == 0, capsys.readouterr().out
    assert len(total.crashed) == len(SEEDS)
    assert total.faults > 5 * len(SEEDS)
