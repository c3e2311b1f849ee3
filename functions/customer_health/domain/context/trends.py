"""Whether a number goes up or down, in words."""

from typing import Literal

Trend = Literal["rising", "stable", "falling"]
STABLE = 10
"""Percent, either way."""


def trend_of(percent: float) -> Trend:
    return "rising" if percent > STABLE else "falling" if percent < -STABLE else "stable"


def trend_between(before: float, now: float) -> Trend:
    """From nothing to something is rising."""
    if not before:
        return "rising" if now else "stable"
    return trend_of(100 * (now - before) / before)
