"""Trends: whether a number rises, falls or is stable."""

from typing import Literal

Trend = Literal["rising", "stable", "falling"]
STABLE = 10
"""Percent of change, up or down, that still count as stable."""


def trend_of(percent: float) -> Trend:
    """Return the trend of a change in percent."""
    return "rising" if percent > STABLE else "falling" if percent < -STABLE else "stable"


def trend_between(before: float, now: float) -> Trend:
    """Return the trend between two numbers. From zero to more is rising."""
    if not before:
        return "rising" if now else "stable"
    return trend_of(100 * (now - before) / before)
