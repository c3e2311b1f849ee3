"""Compute what a month costs, and how long the daily run takes, from what was measured.

Run it as `python -m benchmarks.cost_model [--users 50 …]`; each number of `Use` can be changed.
`docs/cost.md` has the table that it prints.
"""

from argparse import ArgumentParser
from dataclasses import dataclass, fields
from math import ceil, exp

from customer_health.domain.insights.price import (
    COMPANY_SECONDS,
    PRICES,
    READ_KB,
    SHARD,
    SHARD_SECONDS,
)

DAYS = 30
AWAKE = 12 * 3600
"""Seconds of a day in which users are seen."""

# https://firebase.google.com/docs/database/usage/limits, for one database instance.
WRITES_A_SECOND, MB_WRITTEN_A_MINUTE = 1000, 64

SHARDS_AT_ONCE = 8
ROUNDED = 0.1
"""Seconds: Cloud Run rounds the time in which an instance has requests up to this."""


@dataclass(frozen=True, slots=True)
class Use:
    """A customer's use. Measured with the benchmarks: see docs/cost.md; the first four and the last
    are assumptions."""

    users: float = 32
    seen: float = 10
    """Changes of a user's `lastActive` in a day."""
    employee_events: float = 0.2
    requests: float = 2
    """Requests to the API in a day."""
    presence_cpu: float = 0.003
    """Seconds of an instance for an event of a user who is no master account, mostly the SDK's."""
    run_cpu: float = COMPANY_SECONDS
    run_reads: float = 48
    run_kb_read: float = 59
    run_kb_written: float = 8
    shard_start: float = SHARD_SECONDS
    """Seconds until a new instance answers."""
    stored_kb: float = 808
    """After a year: 365 days of history and of lists, 90 days of evidence, row, ledger, digests and
    alerts."""
    header_kb: float = READ_KB
    """What the database bills for a request beside the bodies."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month's use of all customers, by the names of PRICES, and the daily run."""

    used: dict[str, float]
    run_seconds: float
    run_writes: float
    run_mb_written: float

    def dollars(self) -> float:
        """Return the price of what exceeds the free use."""
        return sum(
            price * max(0.0, self.used[name] - free) for name, (price, free) in PRICES.items()
        )


def month_of(customers: int, use: Use) -> Month:
    shards = ceil(customers / SHARD)
    at_once = min(shards, SHARDS_AT_ONCE)
    shard = use.shard_start + min(SHARD, customers) * use.run_cpu
    presence = customers * use.users * use.seen
    rate = presence / AWAKE
    # Events share an instance: it is paid for while there is any, or for its CPU if that is more.
    presence_seconds = AWAKE * max(1 - exp(-rate * ROUNDED), rate * use.presence_cpu)
    hourly = 24 + 24 + 96  # followAlerts, syncCrm and followActions, a second each
    small = hourly + customers * (use.employee_events + use.requests) * ROUNDED + shards * shard
    masters_kb = customers * use.seen * (1.1 + 7 * use.header_kb)
    polls_kb = AWAKE / 2 * use.header_kb
    events_kb = customers * use.employee_events * (1.9 + 9 * use.header_kb)
    run_kb = customers * (use.run_kb_read + (use.run_reads + 1) * use.header_kb)
    api_kb = customers * (10 * 0.94 + use.requests * 3)  # ten instances a day load the list
    run_seconds = ceil(shards / at_once) * shard
    rounds = run_seconds / shard
    return Month(
        {
            "invocations": DAYS
            * (hourly + 2 + shards + presence + customers * (use.employee_events + use.requests)),
            "vCPU-seconds": DAYS * (small + presence_seconds),
            "GiB-seconds": DAYS * (small / 2 + presence_seconds / 4),
            "GB downloaded": DAYS * (masters_kb + polls_kb + events_kb + run_kb + api_kb) / 1e6,
            "GB stored": customers * use.stored_kb / 1e6,
        },
        run_seconds,
        customers / (rounds * shard),
        customers / (rounds * shard) * use.run_kb_written * 60 / 1000,
    )


def table(use: Use) -> str:
    """Return a Markdown table with a column for each number of customers."""
    sizes = (100, 1_000, 10_000, 100_000)
    months = [month_of(customers, use) for customers in sizes]
    rows = [
        *((name, [f"{one.used[name]:,.{'GB' in name:d}f}" for one in months]) for name in PRICES),
        ("**dollars a month**", [f"**{one.dollars():,.0f}**" for one in months]),
        ("daily run, minutes", [f"{one.run_seconds / 60:.1f}" for one in months]),
        (
            f"… writes a second, of {WRITES_A_SECOND:,}",
            [f"{one.run_writes:.0f}" for one in months],
        ),
        (
            f"… MB written a minute, of {MB_WRITTEN_A_MINUTE}",
            [f"{one.run_mb_written:.0f}" for one in months],
        ),
    ]
    head = [f"| customers | {' | '.join(f'{size:,}' for size in sizes)} |", "|---" * 5 + "|"]
    return "\n".join([*head, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows)])


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    for field in fields(Use):
        parser.add_argument(f"--{field.name}", type=float, default=field.default)
    print(table(Use(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
