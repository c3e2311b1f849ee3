"""What the staff have decided on alerts since yesterday's run."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from customer_health.domain.alerts.triage import TriageAction
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.flows.alerts.triage import triage_alert
from customer_health.stores.alerts import alerts
from customer_health.stores.rtdb.client import Database
from demo.app.companies import Company
from demo.staff.users import person


@dataclass(frozen=True)
class Decision:
    """A decision on an alert of the company with this shape; `days` is the length of a snooze."""

    shape: str
    metric: str
    kind: TriageAction
    who: str
    why: str = ""
    days: int | None = None


DECISIONS = (
    Decision(
        "many open shifts", OPEN_SHIFTS, "acknowledge", "agent",
        "Called the manager: they hire for the season.",
    ),
    Decision("master gone", LOGIN, "acknowledge", "supervisor"),
    Decision(
        "payroll in pieces", CONFLICTING_CLOCK_INS, "snooze", "agent",
        "New time clocks are installed next week.", days=7,
    ),
    Decision(
        "open shifts", OPEN_SHIFTS, "snooze", "supervisor",
        "They fill them by phone on Sundays.", days=3,
    ),
    Decision(
        "outside availability", OUTSIDE_AVAILABILITY, "dismiss", "agent",
        "Their people agree by message; the availability in the app is old.",
    ),
    Decision("master away", LOGIN, "dismiss", "supervisor", "The owner is on holiday."),
    Decision(
        "conflicting punches", CONFLICTING_CLOCK_INS, "handle", "agent",
        "Explained the clock-in app to the team leads.",
    ),
)  # fmt: skip


def decide_on_alerts(database: Database, companies: list[Company], today: date) -> None:
    """Take the decisions in the morning after yesterday's run, a quarter of an hour apart.

    An alert that is not open on this date is left out: its figure may be too close to a threshold.
    """
    company_ids = {company.shape.name: company.id for company in companies}
    begin = clock_of(today - timedelta(days=1)) + timedelta(hours=3)
    for number, decision in enumerate(DECISIONS):
        key = f"{company_ids[decision.shape]}:{decision.metric}"
        alert = alerts.read(database.get(alerts.path(key)))
        if alert and alert.is_open:
            take(database, key, decision, begin + number * timedelta(minutes=15))


def take(database: Database, key: str, decision: Decision, now: datetime) -> None:
    until = now + timedelta(days=decision.days) if decision.days else None
    who = person(decision.who).email
    triage_alert(database, key, decision.kind, who, now, why=decision.why, until=until)
