"""The demo's data is reproducible, follows the contract, and has the intended levels.

The levels are those of the reference implementation, not of the backend.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo import intended
from demo.app.companies import companies
from demo.app.dates import last_change
from tests.reference.metrics import expected

TODAY = date(2026, 3, 11)  # the clocks of most zones changed in the window
SEED = 1
ROOT = Path(__file__).parents[3]

EMPLOYEES = "numberofemployees"
LOGIN = "last_login_date_master_account"
OPEN = "quarts_de_travail_ouverts_10_"
UNAVAILABLE = "quarts_de_travail_attribues_hors_dispo_10"
CONFLICTS = "quarts_problematiques_50"
FIGURES = (EMPLOYEES, LOGIN, OPEN, UNAVAILABLE, CONFLICTS)

Tree = dict[str, Any]
FORBIDDEN = re.compile(r"[.#$\[\]]")


@pytest.fixture(scope="module")
def results(data: Tree) -> Tree:
    """Return the levels of linked companies, with a snapshot of 30 days ago from the same data."""
    back = TODAY - timedelta(days=30)
    people_only = {path: data[path] for path in ("Companies", "Employees")}
    found = {}
    for company_id in intended(TODAY, SEED):
        then = expected(people_only, company_id, back, past=True)[EMPLOYEES]
        history = {back.isoformat(): {EMPLOYEES: then}}
        snapshot = {"CustomerHealthMetrics": {company_id: {"history": history}}}
        found[company_id] = expected(data | snapshot, company_id, TODAY, past=False)
    return found


@pytest.fixture(scope="module")
def id_of() -> dict[str, str]:
    """Return the last company of each shape."""
    return {
        company.shape.name: company.id
        for company in companies(TODAY, SEED)
        if company.link == "linked"
    }


def text_of(data: Tree) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a tree; an empty container counts as a leaf."""
    if not isinstance(node, dict | list) or not node:
        yield path, node
        return
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        yield from leaves(child, f"{path}/{key}")


def test_levels_are_as_intended(results: Tree) -> None:
    found = {company_id: result["levels"] for company_id, result in results.items()}
    assert found == intended(TODAY, SEED)


def test_mix_of_company_levels(results: Tree) -> None:
    mix = Counter(result["alertLevel"] for result in results.values())
    assert mix == {"healthy": 36, "warning": 12, "critical": 9, "unknown": 3}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("level", ["warning", "critical"])
def test_each_figure_alone_can_set_the_level(results: Tree, figure: str, level: str) -> None:
    alone = [
        result
        for result in results.values()
        if result["levels"][figure] == level
        and all(
            other in ("healthy", "none")
            for name, other in result["levels"].items()
            if name != figure
        )
    ]
    assert alone


@pytest.mark.parametrize(
    ("shape", "figure", "average"),
    [
        ("exactly 10 % open", OPEN, 10.0),
        ("exactly 20 % open", OPEN, 20.0),
        ("exactly 10 % outside", UNAVAILABLE, 10.0),
        ("exactly 50 % conflicts", CONFLICTS, 50.0),
    ],
)
def test_boundary_averages_are_exact(
    results: Tree, id_of: dict[str, str], shape: str, figure: str, average: float
) -> None:
    result = results[id_of[shape]]
    assert result["averages"][figure] == average
    assert result["levels"][figure] == "warning"


def test_boundary_change_and_logins_are_exact(results: Tree, id_of: dict[str, str]) -> None:
    change = results[id_of["shrinking by exactly 10 %"]]["employeeChange30d"]
    assert change["percent"] == -10
    for days in (7, 14):
        result = results[id_of[f"master away for exactly {days} days"]]
        clock = datetime.combine(TODAY, datetime.min.time(), ZoneInfo("America/Toronto"))
        run = clock.replace(hour=6).timestamp()
        assert run - datetime.fromisoformat(result[LOGIN]).timestamp() == days * 86_400


def test_growth_is_healthy(results: Tree, id_of: dict[str, str]) -> None:
    result = results[id_of["growing fast"]]
    assert result["employeeChange30d"]["percent"] > 20
    assert result["levels"][EMPLOYEES] == "healthy"


def test_every_conflict_type_occurs(results: Tree) -> None:
    total: Counter[str] = Counter()
    for result in results.values():
        total.update(result.get("conflictTypes", {}))
    assert all(total[name] for name in ("missing_punch", "no_shift", "time_mismatch", "overlap"))


def test_same_date_and_seed_give_the_same_bytes(data: Tree, tmp_path: Path) -> None:
    out = tmp_path / "demo.json"
    command = [sys.executable, "-m", "demo", "--date", TODAY.isoformat(), "--seed", str(SEED)]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([*command, "--out", str(out)], cwd=ROOT, env=environment, check=True)
    assert out.read_bytes() == text_of(data).encode()


def test_another_seed_gives_other_companies() -> None:
    assert intended(TODAY, SEED).keys() != intended(TODAY, SEED + 1).keys()


def test_the_number_of_companies_is_as_asked(data: Tree, results: Tree) -> None:
    assert len(data["Companies"]) == 63
    assert len(text_of(data).encode()) <= 25_000_000
    sizes = {result[EMPLOYEES] for result in results.values()} - {0}
    assert (min(sizes), max(sizes)) == (5, 400)


def test_raw_inputs_only(data: Tree) -> None:
    assert data.keys() == {
        "Companies",
        "Employees",
        "Departments",
        "PresenceStatus",
        "Schedules",
        "Availability",
        "Timecards",
        "CrmCompanies",
        "ProductUsage",
    }


def test_the_database_accepts_the_data(data: Tree) -> None:
    """There is no empty node, no null but in an array, and no forbidden character in a key."""
    for path, value in leaves(data):
        assert not isinstance(value, dict | list), f"{path} is empty"
        assert value is not None or path.endswith("/0"), path
        assert not FORBIDDEN.search(path), path


def test_addresses_are_at_example_com(data: Tree) -> None:
    addresses = [v for _, v in leaves(data) if isinstance(v, str) and "@" in v]
    assert addresses
    assert all(re.search(r"[@.]example\.com$", address) for address in addresses)
    assert all(address.isascii() and " " not in address for address in addresses)


def test_ids_are_unique_over_the_whole_database(data: Tree) -> None:
    people = [item for company in data["Employees"].values() for item in company.items()]
    ids = Counter(employee_id for employee_id, _ in people)
    users = Counter(
        record["userId"] for _, record in people if isinstance(record, dict) and "userId" in record
    )
    assert ids.most_common(1)[0][1] == users.most_common(1)[0][1] == 1
    assert data["Availability"].keys() <= ids.keys()


def test_only_the_dirty_company_is_dirty(results: Tree, id_of: dict[str, str]) -> None:
    dirty = id_of["dirty records"]
    without_master = {id_of["empty"], id_of["just imported"]}
    for company_id, result in results.items():
        if company_id != dirty:
            usual = {"availability_never_submitted"}
            usual |= {"no_master_account"} if company_id in without_master else set()
            assert {kind for _, kind in result["issues"]} <= usual
    issues = {(path.split("/")[0], kind) for path, kind in results[dirty]["issues"]}
    assert issues >= {
        ("Companies", "unknown_zone"),
        ("Employees", "malformed"),
        ("Schedules", "malformed"),
        ("Schedules", "unknown_employee"),
        ("Timecards", "malformed"),
        ("Timecards", "unknown_employee"),
    }


def test_dirty_company_has_an_array(data: Tree, id_of: dict[str, str]) -> None:
    weeks = data["Schedules"][id_of["dirty records"]].values()
    assert any(isinstance(week["shifts"], list) for week in weeks)


def test_crm_mirror(data: Tree) -> None:
    mirror = Counter(
        (entry["name"], entry["courriel_compte_maitre"]) for entry in data["CrmCompanies"].values()
    )
    matches = {
        company.id: mirror[
            data["Companies"][company.id]["name"], data["Companies"][company.id]["email"]
        ]
        for company in companies(TODAY, SEED)
    }
    linked = {cid for cid, record in data["Companies"].items() if "csmDashboardLinked" in record}
    assert linked == intended(TODAY, SEED).keys()
    assert {matches[company_id] for company_id in linked} == {1}
    assert sorted(matches[company_id] for company_id in matches.keys() - linked) == [0, 1, 2]
    ownerless = [entry for entry in data["CrmCompanies"].values() if "owner" not in entry]
    assert 1 <= len(ownerless) <= 6


def test_master_known_by_email_only(data: Tree, results: Tree, id_of: dict[str, str]) -> None:
    company_id = id_of["master known by e-mail only"]
    assert "masterUserId" not in data["Companies"][company_id]
    assert LOGIN in results[company_id]


def test_overnight_shifts_over_the_clock_change(data: Tree, id_of: dict[str, str]) -> None:
    company_id = id_of["overnight through DST"]
    changed = last_change(ZoneInfo(data["Companies"][company_id]["timezone"]), TODAY)
    night = changed - timedelta(days=1)
    assert TODAY - changed < timedelta(days=120)
    shifts = [
        shift
        for week in data["Schedules"][company_id].values()
        for shift in week["shifts"].values()
    ]
    assert [s for s in shifts if s["date"] == night.isoformat() and s["end"] < s["start"]]


def test_history_of_120_days(data: Tree, id_of: dict[str, str]) -> None:
    dates = [card["date"] for card in data["Timecards"][id_of["largest"]].values()]
    assert min(dates) <= (TODAY - timedelta(days=113)).isoformat()  # every other week is a draft
    assert max(dates) < TODAY.isoformat()
    punches = {type(card.get("clockIn")) for card in data["Timecards"][id_of["largest"]].values()}
    assert punches >= {int, str}
