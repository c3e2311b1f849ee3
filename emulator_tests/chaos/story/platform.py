"""What the platform does by itself: it delivers events, gives tasks to their functions, and calls
functions on schedule."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import main
from emulator_harness.rtdb.eventing.events import Event
from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.deployment.google import Task

from .outcome import Outcome
from .people import Call
from .world import at

Json = Any

LONGEST_BACKOFF = timedelta(hours=1)
FAILED = 400
QUARTER = timedelta(minutes=15)
CALM_ROUNDS = 12
"""Quarters of an hour without faults after which nothing may be left to do."""
MARK = "customer_health_action"
CHANNELS = ("customer-health", "support-logs")


class Platform:
    """`waiting` are the tasks that failed, each with the time of its next attempt, and `lost` those
    that failed too often."""

    def __init__(self, deployment: Deployment, random: Random) -> None:
        self.deployment = deployment
        self.random = random
        self.waiting: list[tuple[datetime, Task]] = []
        self.lost: list[Task] = []

    def take_events(self) -> list[Event]:
        """Return the events that wait to be delivered, which is then up to the caller."""

        def take() -> list[Event]:
            taken = list(self.deployment.database.inbox.events)
            self.deployment.database.inbox.events.clear()
            return taken

        return self.deployment.database.inside(take)

    def deliver(self, events: Sequence[Event], call: Call) -> None:
        """Deliver events, each once: a function of the database is not retried."""
        for event in events:
            call({"function": event.key, "event": json.loads(event.body)})

    def schedule(self, name: str, clock: datetime, call: Call) -> None:
        """Call a function at its time, or as soon as that has passed. A call that failed is
        repeated, as often as the function asks for."""
        self.deployment.advance_to(clock)
        trigger = getattr(main, name).__firebase_endpoint__.scheduleTrigger
        for _ in range(1 + trigger["retryConfig"]["retryCount"]):
            answer = call(self.deployment.scheduled(name, clock))
            if answer and answer.status < FAILED:
                return

    def run_tasks(self, call: Call, longest: int = 200) -> None:
        """Give tasks to their functions in any order until none is due."""
        for _ in range(longest):
            if not (task := self._next_task()):
                return
            task.attempts += 1
            answer = call({"function": task.queue, "body": task.data})
            if answer is None or answer.status >= FAILED:
                self._retry(task)
        raise AssertionError(f"tasks without end, the last is {task}")

    def is_idle(self) -> bool:
        events = self.deployment.database.inbox.events
        return not (self.waiting or self.deployment.google.tasks or events)

    def settle(self) -> None:
        """Let the platform do what is left to do, without faults."""
        call = self.deployment.call
        for _ in range(CALM_ROUNDS):
            self.deliver(self.take_events(), call)
            self.run_tasks(call)
            now = self.deployment.now + QUARTER
            self.schedule("followActions", now, call)
            self.schedule("followAlerts", now, call)
            self.run_tasks(call)
            if self.is_idle():
                return

    def calm_day(self, day: date) -> Outcome:
        """Let a day pass without faults. Returns what all days have left behind."""
        call = self.deployment.call
        self.deployment.advance_to(at(day, 6))
        before = self.deployment.database.dump()
        for name, hour, minute in (
            ("calculateDailyMetrics", 6, 0),
            ("followAlerts", 6, 20),
            ("checkDailyRun", 7, 0),
            ("followActions", 7, 15),
        ):
            self.schedule(name, at(day, hour, minute), call)
            self.run_tasks(call)
        self._hire_everywhere()
        self.settle()
        slack = self.deployment.slack
        return Outcome(
            day,
            before,
            self.deployment.database.dump(),
            {channel: slack.messages(channel) for channel in CHANNELS},
            self._given(),
        )

    def _given(self) -> list[tuple[str, int]]:
        objects = self.deployment.billing.objects
        to_balance = objects("customer_balance_transaction")
        return [
            *((one["metadata"][MARK], -one["amount"]) for one in to_balance),
            *((one["metadata"][MARK], one["amount"]) for one in objects("refund")),
        ]

    def _hire_everywhere(self) -> None:
        """Let each company hire somebody: its live figure must still follow."""
        client = self.deployment.database.client
        for company_id in client.get("Companies", shallow=True) or ():
            client.put(f"Employees/{company_id}/new-one", {"name": "New One"})

    def _next_task(self) -> Task | None:
        due = [one for one in self.waiting if one[0] <= self.deployment.now]
        for one in due:
            self.waiting.remove(one)
        tasks = self.deployment.google.tasks
        tasks += [task for _, task in due]
        return tasks.pop(self.random.randrange(len(tasks))) if tasks else None

    def _retry(self, task: Task) -> None:
        retries = getattr(main, task.queue).__firebase_endpoint__.taskQueueTrigger["retryConfig"]
        if task.attempts >= retries["maxAttempts"]:
            self.lost.append(task)
            return
        doublings = min(task.attempts - 1, retries["maxDoublings"])
        pause = timedelta(seconds=retries["minBackoffSeconds"] * 2**doublings)
        self.waiting.append((self.deployment.now + min(pause, LONGEST_BACKOFF), task))
