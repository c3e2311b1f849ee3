"""The list answers as it did when its answers were recorded, to the byte."""

import json

from tests.api.customers.recorded_answers import RECORDED, answers


def test_the_list_gives_the_recorded_answers() -> None:
    for number, (now, before) in enumerate(
        zip(answers(), json.loads(RECORDED.read_text("utf-8")), strict=True)
    ):
        assert now == before, f"question {number}"
