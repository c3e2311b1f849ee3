"""Which instance of the database a node is in."""

from collections import Counter

import pytest

from customer_health.stores.rtdb.instances import Instances, number_of

ONE = Instances("home")
THREE = Instances("home", ("app-0", "app-1", "app-2"))
PLACES = {"kilo": "app-0", "delta": "app-1", "acme": "app-2"}


@pytest.mark.parametrize(("company_id", "place"), PLACES.items())
def test_a_companys_records_are_in_one_instance_of_the_app(company_id: str, place: str) -> None:
    for root in ("Companies", "Employees", "Schedules", "Timecards", "Departments", "ProductUsage"):
        assert THREE.at(f"{root}/{company_id}/x") == THREE.at(f"{root}/{company_id}") == place
    for path in ("Availability/e1", "PresenceStatus/u1", "Employees/another"):
        assert THREE.of(company_id).at(path) == place


@pytest.mark.parametrize("path", ["", "CustomerIndex/acme", "CustomerHealthMetrics/acme", "Outbox"])
def test_what_this_backend_writes_is_at_home(path: str) -> None:
    assert THREE.at(path) == THREE.of("acme").at(path) == "home"


@pytest.mark.parametrize("path", ["Companies", "Availability/e1", "PresenceStatus/u1"])
def test_a_node_that_may_be_anywhere_is_refused(path: str) -> None:
    """To look for it in one of the instances would find nothing, and call that healthy."""
    with pytest.raises(ValueError, match="name the company"):
        THREE.at(path)


@pytest.mark.parametrize("path", ["Companies", "Companies/acme", "Availability/e1", "Outbox"])
def test_one_instance_has_all(path: str) -> None:
    assert ONE.at(path) == ONE.of("acme").at(path) == "home"
    assert [one.at(path) for one in ONE.each()] == ["home"]
    assert ONE.has("acme")


def test_each_company_is_in_just_one_of_the_instances() -> None:
    company_ids = [f"company-{number}" for number in range(3000)]
    holders = Counter(one.number for each in company_ids for one in THREE.each() if one.has(each))
    assert holders.total() == 3000
    assert all(900 < count < 1100 for count in holders.values())


def test_the_rule_stays() -> None:
    """The app places its companies by the same rule: another one would find no records."""
    assert [number_of(one, 4) for one in ("acme", "kilo", "Café ☕", "")] == [2, 3, 2, 0]


def test_an_update_of_several_instances_ends_at_home() -> None:
    updates = {"Matches/acme": 1, "Companies/acme/csmDashboardLinked": True, "Outbox/x": 2}
    assert THREE.split(updates) == [
        ("app-2", {"Companies/acme/csmDashboardLinked": True}),
        ("home", {"Matches/acme": 1, "Outbox/x": 2}),
    ]
    assert ONE.split(updates) == [("home", updates)]
    assert THREE.split({}) == []
