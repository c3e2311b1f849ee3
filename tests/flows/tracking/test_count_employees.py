"""Update the number of employees after an event, and evaluate its alert."""

from collections.abc import Mapping
from datetime import timedelta
from threading import Barrier
from typing import Any

from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.stores.alerts import alerts
from tests.examples import CLOCK, COMPANY, RUN, company, no_user, run
from tests.memory_database import MemoryDatabase
from tests.services import THREADS

DAY = timedelta(days=1)
KEY = f"{COMPANY}:{EMPLOYEES}"


def seven_of_ten() -> MemoryDatabase:
    """A company that lost three of ten employees before its daily run."""
    staff = {f"e{number}": {"name": "A"} for number in range(7)}
    history = {str(RUN - 30 * DAY): {EMPLOYEES: 10}}
    dump = company(Employees=staff, CustomerHealthMetrics={"history": history})
    run(dump)
    return MemoryDatabase(dump.root)


def hire(database: MemoryDatabase, employee_id: str, hours: int) -> bool:
    database.write({f"Employees/{COMPANY}/{employee_id}": {"name": "B"}})
    now = CLOCK + timedelta(hours=hours)
    return count_employee(database, COMPANY, employee_id, now, no_user, THREADS).notifies


def test_the_alert_changes_with_its_figure() -> None:
    database = seven_of_ten()

    def alert() -> Any:
        found = alerts.read(database.get(alerts.path(KEY)))
        assert found
        return found

    assert (alert().condition, alert().value) == ("firing(critical)", 30)
    assert hire(database, "e7", 1)  # the run has no plan of notifications yet
    assert (alert().condition, alert().value) == ("firing(critical)", 20)
    for hour, employee_id in enumerate(("e8", "e9"), 2):
        assert hire(database, employee_id, hour)
    assert (alert().condition, alert().value) == ("recovering(critical)", 0)
    assert hire(database, "e10", 5)
    assert alert().value == -10
    sent = database.get("Outbox").values()
    assert [entry["facts"]["reason"] for entry in sent] == ["opened", "edited", "edited", "edited"]
    run(database.dump, RUN + DAY)
    assert alert().condition == "resolved"


def test_the_reads_of_an_event_go_side_by_side() -> None:
    """Each read waits until all of its round have begun: four of the count, one of the rules. The
    row is read once before."""
    alone = ["row"]
    rounds = [Barrier(5, timeout=10), Barrier(4, timeout=10)]

    class Meeting(MemoryDatabase):
        def get(self, path: str, *, shallow: bool = False) -> Any:
            if alone:
                alone.pop()
            else:
                rounds[0].wait()
            return super().get(path, shallow=shallow)

        def patch(self, updates: Mapping[str, Any]) -> None:
            super().patch(updates)
            rounds.pop(0)

    database = Meeting(seven_of_ten().dump)
    database.write({"Outbox": None, f"CustomerIndex/{COMPANY}/ranAt": None})
    hire(database, "e7", 1)
    assert len(rounds) == 1
    assert database.dump.at(f"CustomerIndex/{COMPANY}/employees") == 8
