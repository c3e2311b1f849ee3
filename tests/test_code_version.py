"""The version of the code that computes figures changes with that code."""

from pathlib import Path

from customer_health.code_version import COMPUTES, PACKAGE, code_version


def test_the_version_changes_with_the_code(tmp_path: Path) -> None:
    seen = set()
    for place in COMPUTES:
        (tmp_path / place).mkdir(parents=True)
        for text in ("a = 1", "a = 2"):
            (tmp_path / place / "metric.py").write_text(text)
            seen.add(code_version.__wrapped__(tmp_path))
    assert len(seen) == 2 * len(COMPUTES)


def test_the_code_is_where_it_is_looked_for() -> None:
    assert all(list((PACKAGE / place).glob("*.py")) for place in COMPUTES)
    assert len(code_version()) == 12
