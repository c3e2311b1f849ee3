"""Measure how good probabilities are: how well they rank, and whether they come true as often as
they say."""

from collections.abc import Callable, Sequence
from random import Random

BINS, RESAMPLES = 10, 200
BOUNDS = 0.025, 0.975


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the share of pairs, one that left and one that stayed, in which the one that left has
    the higher score. A tie counts half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    left, ranks, start = sum(labels), 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        ranks += (start + end + 1) / 2 * sum(labels[one] for one in order[start:end])
        start = end
    return (ranks - left * (left + 1) / 2) / (left * (len(labels) - left))


def calibration_error(chances: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the mean distance, over ten bins of the same width, between the mean probability of a
    bin and the share of it that left, weighted by the bin's size."""
    bins: list[list[int]] = [[] for _ in range(BINS)]
    for index, chance in enumerate(chances):
        bins[min(int(chance * BINS), BINS - 1)].append(index)
    return sum(abs(sum(chances[one] - labels[one] for one in members)) for members in bins) / len(
        labels
    )


def bounds(
    measure: Callable[[Sequence[int]], float], groups: Sequence[str], resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Return the 95 % bounds of a measure of some rows, which gets their indices.

    Whole groups are drawn: the rows of one customer at several dates are no independent witnesses.
    """
    rng = Random(1)
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    names = sorted(members)
    found = []
    for _ in range(resamples):
        drawn = [one for name in rng.choices(names, k=len(names)) for one in members[name]]
        try:
            found.append(measure(drawn))
        except ZeroDivisionError:  # nobody of the drawn left, or everybody did
            continue
    found.sort()
    low, high = (found[round(share * (len(found) - 1))] for share in BOUNDS)
    return low, high
