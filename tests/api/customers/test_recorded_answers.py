"""The list answers as it did when its answers were recorded, to the byte."""

import json

import pytest

from customer_health.domain.customers import sort_order
from tests.api.customers.recorded_answers import RECORDED, answers


@pytest.mark.parametrize("few", [0, 500])
def test_the_list_gives_the_recorded_answers(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(sort_order, "FEW", few)
    for number, (now, before) in enumerate(
        zip(answers(), json.loads(RECORDED.read_text("utf-8")), strict=True)
    ):
        assert now == before, f"question {number}"
