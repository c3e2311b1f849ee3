"""The top tenth of the customers by revenue."""

from collections.abc import Iterable


def top_tenth(revenues: Iterable[int]) -> int | None:
    """Return the lowest revenue in the top tenth; None if nobody is in it.

    At most a tenth is in it: customers who pay the same are either all in it, or, where they are
    more than fit, all left out. Of fewer than ten customers nobody is.
    """
    ranked = sorted(revenues, reverse=True)
    best = len(ranked) // 10
    inside = [one for one in ranked[:best] if one > ranked[best]]
    return inside[-1] if inside else None
