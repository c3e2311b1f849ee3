"""Whatever stands in the app's records, a company's run gives what the reference gives: no crash,
each bad record named, the figures of its neighbours unchanged.

`HOSTILE_VALUES` sets how many values are planted: 500 by default, more with `make attack`.
"""

import os
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from customer_health.domain.metrics.names import OPEN_SHIFTS
from demo.runs.dump import Dump
from tests.attack import TRIED
from tests.examples import COMPANY, TUESDAY, Tree, company, metrics_of
from tests.examples import run as run_example
from tests.flows.runs.test_property import compare_figures, compare_issues, run, with_later_login
from tests.reference.companies import AUTH_USERS, Dice, company_data
from tests.reference.metrics import expected

VALUES = int(os.environ.get("HOSTILE_VALUES", "500"))
A_COMPANY = 10
"""So many values are planted in each company: some beside good records, some beside bad ones."""

BESIDE = 0.25
"""So many of them stand under a key of their own."""

INPUTS = ("Employees", "Schedules", "Timecards", "Availability", "PresenceStatus")
LONG = "x" * 100_000


def nested(levels: int) -> Any:
    node: Any = 1
    for _ in range(levels):
        node = {"a": node}
    return node


HOSTILE: tuple[Any, ...] = (
    *(True, False, 0, -1, 1.5, -0.0, 1e308, -1e308, 5e-324, 2**53, 2**63, 1e10, 253402300800000),
    *(-62135596800001, 1e15, "", " ", "\t", "null", "None", "undefined", "NaN", "Infinity", "true"),
    *("0", "-1", "1e999", "9" * 400, "٣", "１２:００", "24:00", "24:01", "9:00", "9:5", "23:60"),
    *("2025-02-30", "2025-W47", "0000-01-01", "9999-12-31", "10000-01-01", "2025-11-18\n"),
    *("2025-11-18T14:00:00", "2025-11-18T14:00:60Z", "2025-11-18T24:00:00Z", "0001-01-01T00:00Z"),
    *("9999-12-31T23:59:59.999-18:00", "2025-11-18T14:00:00+99:99", "2025-11-18T14:00:00z"),
    *("__proto__", "constructor", "toString", "hasOwnProperty", "\x00", "a\x00b", "\u202e"),
    *(
        "\ufeff",
        "\U0010ffff",
        "e\u0301",
        "<script>",
        "=1+1",
        "<!channel>",
        "'; --",
        "{{x}}",
        "%41",
        "../x",
    ),
    *("America/Toronto", "Etc/Unknown", "/etc/passwd", "published", "draft", "ann", LONG),
    *([], {}, [1], ["x"] * 50, [[[[]]]], {"__proto__": {"archived": True}}, {"0": 1, "2": 1}),
    *({"constructor": "x"}, {"archived": False}, {"start": "09:00"}, [{"start": 1, "end": 2}]),
    *({"a": {"a": {"a": 1}}}, {"x" * 700: 1}, nested(25)),
)
KEYS = (
    *("__proto__", "constructor", "0", "-1", "007", "4294967296", "null", " ", "%41", "é"),
    *(
        "e\u0301",
        "\U0001f4a3",
        "x" * 700,
        "2025-11-17",
        "2025-02-30",
        "mon",
        "\u202e",
        "\ufeff",
        "a b",
    ),
)


def places(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every node below a tree."""
    pairs = enumerate(node) if isinstance(node, list) else node.items()
    for key, child in pairs:
        yield (*path, str(key))
        if isinstance(child, dict | list):
            yield from places(child, (*path, str(key)))


def plant(source: random.Random, dump: Dump) -> None:
    """Put a hostile value in place of a node, or beside it under a hostile key."""
    found = [(table, *path) for table in INPUTS for path in places(dump.root.get(table) or {})]
    path = source.choice(found)
    if source.random() < BESIDE and len(path) > 2:
        path = (*path[:-1], source.choice(KEYS))
    dump.put("/".join(path), source.choice(HOSTILE))


@pytest.mark.parametrize("seed", range(VALUES // A_COMPANY))
def test_hostile_values_do_no_harm(seed: int) -> None:
    source = random.Random(seed)
    data, company_id, run_date, past = company_data(Dice(source))
    dump = Dump(data)
    for _ in range(A_COMPANY):
        plant(source, dump)
        TRIED["hostile values in records"] += 1
    drawn = (deepcopy(dump.at("")), company_id, run_date, past)
    wanted = expected(drawn[0], company_id, run_date, past=past, auth_users=AUTH_USERS)
    run(dump, drawn)
    metrics = dump.at(f"CustomerHealthMetrics/{company_id}")
    compare_figures(metrics["history"][str(run_date)], wanted)
    compare_figures(metrics, wanted if past else with_later_login(wanted, dump, drawn))
    compare_issues(dump.at(f"DataQuality/{company_id}") or {}, wanted["issues"], drawn)


def test_a_week_of_ten_thousand_shifts() -> None:
    """Every tenth shift has a hostile start: it is counted and named, and the others count."""
    shifts: Tree = {
        f"s{number}": {"date": str(TUESDAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}
        | ({"start": HOSTILE[0]} if number % 10 == 0 else {})
        | ({"employeeId": ""} if number % 10 > 5 else {})
        for number in range(10_000)
    }
    week = {"status": "draft", "generatedAt": "2025-11-10T12:00:00Z", "shifts": shifts}
    dump = company(Employees={"ann": {"name": "Ann"}}, Schedules={"2025-11-17": week})
    run_example(dump)
    assert metrics_of(dump)["averages"] == {OPEN_SHIFTS: 80}  # 4,000 open of 5,000 assigned
    assert dump.at(f"DataQuality/{COMPANY}/counts") == {"malformed": 1_000}
