"""Estimate what a daily run costs, from what it counts and the published prices.

An estimate: nothing that is free each month is taken off, and of a run only reads, bytes and
companies are counted. Writes are free but for what they store.
"""

from collections.abc import Mapping
from datetime import date

PRICED_ON = date(2026, 11, 1)
PRICES: Mapping[str, tuple[float, float]] = {
    "invocations": (0.40e-6, 2e6),
    "vCPU-seconds": (24e-6, 180e3),
    "GiB-seconds": (2.5e-6, 360e3),
    "GB downloaded": (1.0, 10),
    "GB stored": (5.0, 1),
}
"""US dollars a unit on PRICED_ON, and how many units are free in a month, in us-central1:
cloud.google.com/run/pricing (request-based billing, tier 1) and firebase.google.com/pricing."""

READ_KB = 0.5
"""What the database bills for a request beside the body."""
COMPANY_SECONDS, SHARD, SHARD_SECONDS = 0.009, 50, 1.1
"""An instance's time for a company; the companies of a shard, and the time until it begins."""
GIB = 0.5
"""The memory of an instance."""


def run_cents(companies: int, reads: int, bytes_read: int) -> float:
    """Return the price of a run in US cents, as an estimate."""
    seconds = companies * (COMPANY_SECONDS + SHARD_SECONDS / SHARD)
    used = {
        "invocations": companies / SHARD,
        "vCPU-seconds": seconds,
        "GiB-seconds": seconds * GIB,
        "GB downloaded": (bytes_read + 1000 * READ_KB * reads) / 1e9,
    }
    return 100 * sum(PRICES[name][0] * units for name, units in used.items())
