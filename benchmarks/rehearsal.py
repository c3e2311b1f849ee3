"""Measure how long a rehearsal of a rule takes: 10,000 companies over 90 days.

Run it as `python -m benchmarks.rehearsal`. The figures are decoded already: reading them is the
database's time. A company's figure wanders from day to day, so that a third of the companies have
alerts, which is far more than the demo's.
"""

import time
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from rich.console import Console
from rich.table import Table

from customer_health.domain.alerts.rules import DEFAULT_RULES, amend
from customer_health.domain.insights.comparison import Played, compare
from customer_health.domain.insights.rehearsal import DayFigure, episodes, play
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.levels import Number, Threshold
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, EMPLOYEES

COMPANIES, DAYS = 10_000, 90
BUDGET = 10.0
FIRST = date(2026, 1, 1)
CLOCKS = [(FIRST + timedelta(days=n), clock_of(FIRST + timedelta(days=n))) for n in range(DAYS)]


def history(rng: Random, metric: str) -> list[DayFigure]:
    """Return a company's figures: most stay healthy, some wander around the thresholds."""
    figure, step = rng.uniform(0, 60), rng.choice((1, 2, 9))
    days = []
    for day, at in CLOCKS:
        figure = min(100, max(0, figure + rng.uniform(-step, step)))
        value: Number = figure if metric != EMPLOYEES else Fraction(round(figure * 3), 7)
        days.append(DayFigure(day, at, None if rng.random() < 0.02 else value))
    return days


def measure(metric: str, draft: Threshold) -> list[tuple[str, str, str, str]]:
    rng = Random(metric)
    companies = {f"c{number}": history(rng, metric) for number in range(COMPANIES)}
    rule = DEFAULT_RULES[metric]
    drafted = amend(rule, who="", at=CLOCKS[0][1], threshold=draft)
    began = time.process_time()
    now = {key: episodes(play(key, days, [rule])) for key, days in companies.items()}
    once = time.process_time() - began
    played = [
        Played(key, now[key], now[key], episodes(play(key, days, [drafted])))
        for key, days in companies.items()
    ]
    found = compare(played, FIRST)
    both = time.process_time() - began
    detail = f"{found.now.alerts} alerts, {found.draft.alerts} with the draft"
    return [
        (f"{metric}, one rule", f"{once:.1f} s", f"≤ {BUDGET:g} s", over(once)),
        (f"{metric}, both and their comparison", f"{both:.1f} s", "", detail),
    ]


def over(seconds: float) -> str:
    return "over" if seconds > BUDGET else ""


def main() -> None:
    table = Table("measure", "CPU time", "budget", "")
    for metric, draft in (
        (CONFLICTING_CLOCK_INS, Threshold(30, 70)),
        (EMPLOYEES, Threshold(5, 20)),
    ):
        for row in measure(metric, draft):
            table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
