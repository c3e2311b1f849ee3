"""The top tenth of the customers by revenue."""

from collections.abc import Iterable


def top_tenth(revenues: Iterable[int]) -> int | None:
    """Return the lowest revenue in the top tenth; None for fewer than ten customers."""
    ranked = sorted(revenues, reverse=True)
    best = len(ranked) // 10
    return ranked[best - 1] if best else None
