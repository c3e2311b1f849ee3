"""The price of a daily run is estimated from what it counts."""

import pytest

from benchmarks.cost_model import Use, month_of
from customer_health.domain.insights.price import PRICES, run_cents


def test_a_run_costs_what_it_downloads_and_computes() -> None:
    assert run_cents(0, 0, 10**9) == pytest.approx(100)
    assert run_cents(0, 2_000_000, 0) == pytest.approx(100)
    assert run_cents(1000, 0, 0) == pytest.approx(100 * (31 * 24e-6 + 15.5 * 2.5e-6 + 20 * 0.4e-6))
    assert run_cents(0, 0, 0) == 0


def test_the_price_is_a_part_of_the_months() -> None:
    use = Use()
    customers = 10_000
    reads, size = int(customers * use.run_reads), int(customers * use.run_kb_read * 1000)
    month = sum(PRICES[name][0] * units for name, units in month_of(customers, use).used.items())
    assert 0.1 < 30 * run_cents(customers, reads, size) / 100 / month < 0.9
