"""The table of costs in the docs is the one that the model computes."""

from pathlib import Path

from benchmarks.cost_model import Use, table

COST = Path(__file__).parents[2] / "docs" / "cost.md"


def test_the_table_in_the_docs_is_the_models() -> None:
    assert table(Use()) in COST.read_text("utf-8")
