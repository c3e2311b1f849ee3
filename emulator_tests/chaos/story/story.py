"""What happens in one seed: days with faults, and a calm last day, after which all must be well."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from emulator_tests.chaos.deployment.deployment import Deployment
from tests.reference.companies import MASTER

from .faults import Faults, lift
from .outcome import Outcome
from .people import Call, People
from .platform import Platform
from .world import World, at, happenings

Json = Any

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LATE = (0, 0, 0, 1, 20, 18 * 60 + 30)
"""Minutes after which a run starts; the last is on the next day."""


class Story:
    def __init__(self, deployment: Deployment, seed: int) -> None:
        self.deployment = deployment
        self.random = Random(seed)
        self.world = World(seed)
        self.platform = Platform(deployment, self.random)
        self.people = People(deployment, self.random)
        self.faults = Faults(deployment, self.random, self._meanwhile)
        self.calm: Call = deployment.call

    def play(self) -> Outcome:
        """Play all days, and return what they have left behind."""
        world = self.world
        self.deployment.reset(world.data, at(world.first_day, 5))
        billing = self.deployment.billing
        payer = billing.put_customer(MASTER, currency="usd")["id"]
        for _ in range(4):
            billing.put_charge(payer, 100_00, currency="usd")
        self.deployment.crm.put_company(name="Acme", domain=MASTER.partition("@")[2])
        for day in world.days:
            self._day(day)
        lift(self.deployment)
        self.platform.settle()
        return self.platform.calm_day(world.last_day)

    def _day(self, day: date) -> None:
        random, call = self.random, self.faults
        self._app_writes()
        self._deliver(call)
        clock = at(day, 6)
        if random.random() < 0.9:
            self.deployment.advance_to(clock + random.choice(LATE) * MINUTE)
            self.platform.schedule("calculateDailyMetrics", clock, call)
            if random.random() < 0.3:
                again = random.choice((clock, clock + 5 * MINUTE))
                self.platform.schedule("calculateDailyMetrics", again, call)
        self.platform.run_tasks(call)
        self._app_writes()
        self._deliver(call)
        self._hour(at(day, 6, 20), "followAlerts")
        self._hour(at(day, 6, 40), "syncCrm")
        self._hour(at(day, 7), "checkDailyRun")
        for hour in random.sample(range(8, 20), 2):
            self._hour(at(day, hour), "followActions")
            self._hour(at(day, hour, 20), "followAlerts")
            self._app_writes()

    def _hour(self, clock: datetime, scheduled: str) -> None:
        self.platform.schedule(scheduled, clock, self.faults)
        self.people.act(self.faults)
        self._deliver(self.faults)
        self.platform.run_tasks(self.faults)

    def _app_writes(self) -> None:
        self.deployment.database.expect_call(None)
        for path, value in happenings(self.random, self.world, self.deployment.now):
            self.deployment.database.client.put(path, value)

    def _deliver(self, call: Call) -> None:
        """Deliver events in any order, some twice, some later and some never."""
        events = self.platform.take_events()
        self.random.shuffle(events)
        copies = [self.random.choices((1, 2, 0, -1), (80, 10, 5, 5))[0] for _ in events]
        late = [event for event, count in zip(events, copies, strict=True) if count < 0]
        self.deployment.database.inbox.events += late
        taken = [event for event, count in zip(events, copies, strict=True) for _ in range(count)]
        self.platform.deliver(taken, call)

    def _meanwhile(self) -> None:
        """Do something else while a call is stopped, for shorter or longer than its locks last."""
        self.deployment.advance(self.random.choice((0, 0, 30, 180)) * SECOND)
        tasks = self.deployment.google.tasks
        if tasks and self.random.random() < 0.5:
            self.calm({"function": tasks[0].queue, "body": tasks[0].data})
        elif self.random.random() < 0.5:
            self.people.act(self.calm)
        else:
            self._app_writes()
            self.platform.deliver(self.platform.take_events(), self.calm)
