"""Fixtures of the demo's tests: a part of its companies, with daily runs before today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import clock_of
from demo.app.companies import Company, companies
from demo.app.database import demo_data
from demo.runs.client import DumpDatabase
from demo.runs.days import run_days
from demo.runs.dump import Dump
from demo.runs.history import match_linked
from demo.serve import DASHBOARD, fill, known_accounts
from demo.staff.actions import REQUESTS, act
from demo.staff.triage import DECISIONS, decide_on_alerts
from demo.vendors.connectors import connect
from demo.vendors.fakes import Fakes, running_fakes

TODAY = date(2026, 3, 11)
YESTERDAY = TODAY - timedelta(days=1)
DAYS = sorted({*(TODAY - timedelta(days=ago) for ago in range(61, 1, -5)), YESTERDAY})
SHAPES = {"steady"} | {one.shape for one in (*DECISIONS, *REQUESTS)}
SEED = 1


def of_companies(data: dict[str, Any], chosen: Sequence[Company]) -> dict[str, Any]:
    """Return the data as if there were these companies alone. All other nodes are shared."""
    own = {company.id: data["Companies"][company.id] for company in chosen}
    return {**data, "Companies": own}


@dataclass(frozen=True)
class Worked:
    """The demo's data after the staff's work, with the fakes that they worked with."""

    database: DumpDatabase
    fakes: Fakes


@pytest.fixture(scope="session")
def data() -> dict[str, Any]:
    """Return the demo's data without runs. Nobody may change it."""
    return demo_data(TODAY, SEED)


@pytest.fixture(scope="session")
def cast() -> list[Company]:
    """Return the last company of each shape that the staff work with, and of a steady one."""
    last = {company.shape.name: company for company in companies(TODAY, SEED)[:60]}
    return [last[name] for name in sorted(SHAPES)]


@pytest.fixture(scope="session")
def past(data: dict[str, Any], cast: list[Company]) -> dict[str, Any]:
    """Return the data of those companies after runs on DAYS. Nobody may change it."""
    own = of_companies(data, cast)
    match_linked(own, clock_of(DAYS[0]))
    return own | run_days(own, DAYS)


@pytest.fixture(scope="session")
def worked(cast: list[Company], past: dict[str, Any]) -> Iterator[Worked]:
    with running_fakes() as fakes:
        fill(fakes, past, known_accounts(past, TODAY), TODAY)
        database = DumpDatabase(Dump(dict(past)))
        decide_on_alerts(database, cast, TODAY)
        act(database, connect(fakes, DASHBOARD), fakes.stripe, cast, TODAY)
        yield Worked(database, fakes)
