"""The top tenth of the customers by revenue."""

from collections.abc import Iterable


def top_tenth(revenues: Iterable[int]) -> int | None:
    """The least that one of the top tenth has; of fewer than ten customers none is."""
    ranked = sorted(revenues, reverse=True)
    best = len(ranked) // 10
    return ranked[best - 1] if best else None
